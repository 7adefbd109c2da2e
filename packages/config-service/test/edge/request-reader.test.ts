import assert from 'node:assert/strict';
import { create, toBinary } from '@bufbuild/protobuf';
import { GetConfigRequestSchema } from '@leasehold/contract';
import { InvalidInputError } from '@leasehold/domain';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { rememberingReader, requestReader } from '../../src/edge/request-reader.ts';

const bytesOf = (service: string, key: string): Buffer =>
  Buffer.from(toBinary(GetConfigRequestSchema, create(GetConfigRequestSchema, { service, key })));

describe('A reader that remembers requests', () => {
  it('says of any bytes, at any repetition, what a reader without memory says', () => {
    const remembering = rememberingReader(GetConfigRequestSchema);
    const plain = requestReader(GetConfigRequestSchema);
    const answer = (read: typeof plain, bytes: Buffer): unknown => {
      try {
        return { ...read(bytes) };
      } catch (error) {
        assert.ok(error instanceof InvalidInputError);
        return error.message;
      }
    };
    const named = fc.tuple(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }));
    const legal = named.map(([service, key]) => bytesOf(service.toWellFormed(), key.toWellFormed()));
    const any = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));
    fc.assert(
      fc.property(fc.oneof(legal, any), (bytes) => {
        const expected = answer(plain, bytes);
        for (let time = 0; time < 3; time += 1) assert.deepEqual(answer(remembering, bytes), expected);
      }),
    );
  });

  it('parses the same small bytes once, and lets nobody change what the next caller gets', () => {
    const read = rememberingReader(GetConfigRequestSchema);
    const first = read(bytesOf('orders', 'tenant_config_theme'));
    assert.equal(read(bytesOf('orders', 'tenant_config_theme')), first);
    assert.throws(() => Object.assign(first, { service: 'billing' }), TypeError);
    assert.notEqual(read(bytesOf('billing', 'tenant_config_theme')), first);
  });

  it('tells requests apart by every byte, those that are no text too', () => {
    const read = rememberingReader(GetConfigRequestSchema);
    const ofUnknownField = (byte: number) => read(Buffer.from([0x18, byte, 0x01]));
    assert.notEqual(ofUnknownField(0x80), ofUnknownField(0x81));
  });

  it('keeps nothing of a large request', () => {
    const read = rememberingReader(GetConfigRequestSchema);
    const bytes = bytesOf('orders', 'x'.repeat(300));
    assert.notEqual(read(bytes), read(bytes));
  });
});
