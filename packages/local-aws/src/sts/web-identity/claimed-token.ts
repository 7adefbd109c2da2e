import { stsError } from '../errors.ts';

/** A token taken apart. Its name says it: nothing in it was verified. */
export interface ClaimedToken {
  readonly algorithm: 'RS256' | 'ES256';
  readonly keyId: string;
  readonly claims: Readonly<Record<string, unknown>>;
  /** The bytes that were signed. */
  readonly signed: Buffer;
  readonly signature: Buffer;
}

const base64url = /^[A-Za-z0-9_-]+$/;

/**
 * Takes a compact JWS apart. Only RS256 and ES256: `none` is no signature, and an HMAC would make the public key the
 * secret. Keys or key addresses inside the token (`jwk`, `jku`, `x5u`) are never looked at. @throws AwsError InvalidIdentityToken
 */
export function claimedToken(token: string): ClaimedToken {
  const parts = token.split('.');
  const [header, payload, signature] = parts;
  if (parts.length !== 3 || !header || !payload || !signature || !parts.every((part) => base64url.test(part))) {
    throw invalid('The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)');
  }
  const { alg, kid, crit } = object(header);
  if (alg !== 'RS256' && alg !== 'ES256') throw invalid('The token must be signed with RS256 or ES256.');
  if (typeof kid !== 'string' || kid === '') throw invalid('Missing a required claim: kid');
  if (crit !== undefined) throw invalid('The token has critical headers that are not understood.');
  return {
    algorithm: alg,
    keyId: kid,
    claims: object(payload),
    signed: Buffer.from(`${header}.${payload}`),
    signature: Buffer.from(signature, 'base64url'),
  };
}

function object(part: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(
      new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(part, 'base64url')),
    );
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) {
      return parsed as Readonly<Record<string, unknown>>;
    }
  } catch {
    // Falls through to the one answer for what is no JSON object.
  }
  throw invalid('The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)');
}

export function invalid(message: string) {
  return stsError('InvalidIdentityToken', message);
}
