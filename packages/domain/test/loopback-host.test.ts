import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { isLoopbackHost } from '../src/index.ts';

describe('A host on loopback', () => {
  for (const host of ['localhost', '127.0.0.1', '127.255.255.254', '::1', '[::1]', '[0:0:0:0:0:0:0:1]']) {
    it(`is ${host}`, () => assert.equal(isLoopbackHost(host), true));
  }
  const others = [
    '',
    '0.0.0.0',
    '128.0.0.1',
    '::',
    '[::2]',
    '127.1',
    '127.0.0.1.example',
    'localhost.example',
    '[127.0.0.1',
  ];
  for (const host of others) it(`is not "${host}"`, () => assert.equal(isLoopbackHost(host), false));
});
