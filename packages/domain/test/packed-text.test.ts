import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { pack, unpack } from '../src/packed-text.ts';

describe('packed texts', () => {
  const base64 = fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString('base64'));
  const almostBase64 = fc.stringMatching(/^[A-Za-z0-9+/=_-]{0,12}$/);
  const anything = fc.string({ unit: 'binary' });
  const brokenPairs = fc.array(fc.integer({ max: 0xffff, min: 0xd700 })).map((units) => String.fromCharCode(...units));

  it('come out as they went in, whatever they are', () => {
    const texts = fc.array(fc.oneof(base64, almostBase64, anything, brokenPairs), { maxLength: 5 });
    fc.assert(
      fc.property(texts, (given) => assert.deepEqual(unpack(pack(given)), given)),
      { numRuns: 2_000 },
    );
  });

  for (const encoding of ['base64', 'base64url'] as const) {
    it(`take three quarters of their length in ${encoding}, padded or not`, () => {
      for (const length of [750, 751, 752]) {
        const text = randomBytes(length).toString(encoding);
        assert.equal(pack([text]).length, length + 5);
      }
    });
  }

  it('take a byte a character when they are not base64', () => {
    assert.equal(pack(['not base64!']).length, 11 + 5);
  });

  it('longer than any token come out too', () => {
    const text = `${'long '.repeat(100_000)}\u{1f511}`;
    assert.deepEqual(unpack(pack(['a', text])), ['a', text]);
  });
});
