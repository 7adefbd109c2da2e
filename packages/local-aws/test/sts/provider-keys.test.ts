import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, it } from 'mocha';
import { AwsError } from '../../src/endpoint/aws-error.ts';
import { ProviderKeys } from '../../src/sts/web-identity/provider-keys.ts';

const issuer = 'http://127.0.0.1:4567';
const jwksUri = `${issuer}/keys`;

function rsa(kid: string, modulusLength: number) {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength });
  return { kid, ...publicKey.export({ format: 'jwk' }) };
}

/** The keys of a provider that answers with these documents. */
function keysOf(discovery: object, keys: readonly object[]): ProviderKeys {
  return new ProviderKeys(issuer, async (url) => (url === jwksUri ? { keys } : discovery), Date.now);
}

const unreachable = (error: unknown) => error instanceof AwsError && error.code === 'IDPCommunicationError';

describe('the keys of a provider', () => {
  const strong = rsa('strong', 2_048);

  it('are those of its own discovery document', async () => {
    assert.equal((await keysOf({ issuer, jwks_uri: jwksUri }, [strong]).find('strong'))?.algorithm, 'RS256');
    await assert.rejects(
      keysOf({ issuer: `${issuer}/other`, jwks_uri: jwksUri }, [strong]).find('strong'),
      unreachable,
    );
    await assert.rejects(keysOf({ issuer, jwks_uri: 'http://192.0.2.1/keys' }, [strong]).find('strong'), unreachable);
  });

  it('are passed over when they are too weak, or published for something else', async () => {
    const unfit = [
      rsa('weak', 1_024),
      { ...strong, kid: 'sealing', use: 'enc' },
      { ...strong, kid: 'mac', alg: 'HS256' },
    ];
    const keys = keysOf({ issuer, jwks_uri: jwksUri }, [...unfit, strong]);
    for (const { kid } of unfit) assert.equal(await keys.find(kid), null, kid);
    assert.notEqual(await keys.find('strong'), null);
  });
});
