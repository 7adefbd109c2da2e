import assert from 'node:assert/strict';
import { format, inspect } from 'node:util';
import { describe, it } from 'mocha';
import { BearerToken, parseTenantId, TenantCredentials } from '../src/index.ts';

const every = (value: unknown): string =>
  [
    String(value),
    JSON.stringify({ value }),
    inspect({ value }, { depth: 9, showHidden: true }),
    format('%o', value),
  ].join();

describe('secrets', () => {
  it('a bearer token shows in no formatter', () => {
    const token = new BearerToken('eyJ.secret.text');
    assert.ok(!every(token).includes('secret'));
    assert.equal(token.reveal(), 'eyJ.secret.text');
  });

  it('tenant credentials show neither secret key nor session token in any formatter', () => {
    const credentials = new TenantCredentials({
      tenant: parseTenantId('acme'),
      accessKeyId: 'ASIAEXAMPLE',
      secretAccessKey: 'hush-key',
      sessionToken: 'hush-token',
      expiresAt: 1,
    });
    assert.ok(!every(credentials).includes('hush'));
    assert.ok(JSON.stringify(credentials).includes('ASIAEXAMPLE'));
    assert.equal(credentials.reveal().sessionToken, 'hush-token');
  });
});
