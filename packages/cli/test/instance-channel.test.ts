import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { channelTo } from '../src/instance-channel.ts';
import { UsageError } from '../src/usage-error.ts';

describe('The channel to an instance', () => {
  for (const address of ['127.0.0.1:50051', 'localhost:1', '[::1]:50051', '127.9.9.9:2']) {
    it(`is plaintext to ${address}, as the service listens there`, () => {
      assert.equal(channelTo(address, {})._isSecure(), false);
    });
  }

  for (const address of [
    '10.0.0.5:50051',
    'config.example:443',
    '127.0.0.1.example:1',
    '[fd00::1]:50051',
    '0.0.0.0:1',
  ]) {
    it(`is TLS to ${address}, and nothing turns that off`, () => {
      assert.equal(channelTo(address, {})._isSecure(), true);
    });
  }

  const wrong = [
    ['somewhere', {}, /host:port/],
    ['127.0.0.1:50051', { instanceKey: '/no/such/key' }, /needed together/],
    ['127.0.0.1:50051', { instanceCa: '/no/such/ca' }, /cannot read \/no\/such\/ca/],
  ] as const;
  for (const [address, tls, text] of wrong) {
    it(`is refused for ${address} with ${JSON.stringify(tls)}`, () => {
      assert.throws(
        () => channelTo(address, tls),
        (error) => error instanceof UsageError && text.test(error.message),
      );
    });
  }
});
