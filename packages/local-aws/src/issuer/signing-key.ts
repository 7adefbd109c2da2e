import { createHash, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

/** One of the issuer's keys. The private half never leaves the process. */
export interface IssuerKey {
  readonly keyId: string;
  readonly privateKey: KeyObject;
  readonly publicJwk: Readonly<Record<string, unknown>>;
}

const generate = promisify(generateKeyPair);

/** A new RSA key of 2,048 bits, generated off the main thread. The id is the key's own thumbprint (RFC 7638). */
export async function newIssuerKey(): Promise<IssuerKey> {
  const { publicKey, privateKey } = await generate('rsa', { modulusLength: 2_048 });
  const { n, e } = publicKey.export({ format: 'jwk' });
  const keyId = createHash('sha256')
    .update(JSON.stringify({ e, kty: 'RSA', n }))
    .digest('base64url');
  return { keyId, privateKey, publicJwk: { kty: 'RSA', use: 'sig', alg: 'RS256', kid: keyId, n, e } };
}
