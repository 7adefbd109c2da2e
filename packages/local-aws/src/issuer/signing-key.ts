import { createHash, generateKeyPair, type KeyObject, sign } from 'node:crypto';
import { promisify } from 'node:util';

/** How an issuer of this package signs. */
export type SigningAlgorithm = 'RS256' | 'ES384';

/** One of an issuer's keys. The private half never leaves the process. */
export interface IssuerKey {
  readonly keyId: string;
  readonly algorithm: SigningAlgorithm;
  readonly privateKey: KeyObject;
  readonly publicJwk: Readonly<Record<string, unknown>>;
}

const generate = promisify(generateKeyPair);

/**
 * A new key, generated off the main thread: RSA of 2,048 bits, or P-384. The id is the key's own thumbprint (RFC 7638).
 */
export async function newIssuerKey(algorithm: SigningAlgorithm): Promise<IssuerKey> {
  const { publicKey, privateKey } =
    algorithm === 'RS256'
      ? await generate('rsa', { modulusLength: 2_048 })
      : await generate('ec', { namedCurve: 'P-384' });
  const { kty, n, e, crv, x, y } = publicKey.export({ format: 'jwk' });
  const members = algorithm === 'RS256' ? { e, kty, n } : { crv, kty, x, y };
  const keyId = createHash('sha256').update(JSON.stringify(members)).digest('base64url');
  return { keyId, algorithm, privateKey, publicJwk: { ...members, use: 'sig', alg: algorithm, kid: keyId } };
}

/** A JWT of these claims, always truly signed with this key, whatever `header` says of itself. */
export function signedToken(
  key: IssuerKey,
  claims: Readonly<Record<string, unknown>>,
  header: Readonly<Record<string, unknown>> = {},
): string {
  const part = (content: unknown) => Buffer.from(JSON.stringify(content)).toString('base64url');
  const text = `${part({ alg: key.algorithm, typ: 'JWT', kid: key.keyId, ...header })}.${part(claims)}`;
  const signature =
    key.algorithm === 'RS256'
      ? sign('sha256', Buffer.from(text), key.privateKey)
      : sign('sha384', Buffer.from(text), { key: key.privateKey, dsaEncoding: 'ieee-p1363' });
  return `${text}.${signature.toString('base64url')}`;
}
