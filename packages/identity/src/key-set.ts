import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { type Algorithm, isAlgorithm, suits } from './algorithm.ts';

/** One public signature key, stripped to the members that matter. */
type TrustedKey = {
  readonly kid: string;
  readonly kty: string;
  readonly use: 'sig';
  readonly alg?: Algorithm;
  readonly n?: string;
  readonly e?: string;
  readonly crv?: string;
  readonly x?: string;
  readonly y?: string;
};

/** An issuer's keys by key id. */
export type KeySet = ReadonlyMap<string, TrustedKey>;

const minRsaBits = 2048;

/**
 * Reads a JWKS. Keys that cannot verify what we accept are left out: other types or uses, weak RSA, no key id, unusable
 * material. A key id that occurs twice is left out whole, because which key it means is a guess.
 * An empty result is an answer too: the issuer has withdrawn every key. @throws Error when the text is not a JWKS.
 */
export function parseKeySet(text: string): KeySet {
  const document: unknown = JSON.parse(text);
  const keys = isRecord(document) ? document['keys'] : undefined;
  if (!Array.isArray(keys)) throw new Error('not a JWKS');
  const found = new Map<string, TrustedKey>();
  const seen = new Set<string>();
  for (const candidate of keys) {
    const key = parseKey(candidate);
    if (key === null) continue;
    if (seen.has(key.kid)) found.delete(key.kid);
    else found.set(key.kid, key);
    seen.add(key.kid);
  }
  return found;
}

/** Whether every key of `before` is still in `after` with the same material. */
export function keepsAll(before: KeySet, after: KeySet): boolean {
  for (const [kid, key] of before) {
    const now = after.get(kid);
    if (now === undefined || JSON.stringify(now) !== JSON.stringify(key)) return false;
  }
  return true;
}

function parseKey(candidate: unknown): TrustedKey | null {
  if (!isRecord(candidate)) return null;
  const { kid, kty, use, alg, n, e, crv, x, y } = candidate;
  if (typeof kid !== 'string' || kid === '') return null;
  if (use !== undefined && use !== 'sig') return null;
  const algorithm = alg === undefined ? undefined : isAlgorithm(alg) ? alg : null;
  if (algorithm === null) return null;
  const common = { kid, use: 'sig' as const, ...(algorithm === undefined ? {} : { alg: algorithm }) };
  let key: TrustedKey;
  if (kty === 'RSA' && typeof n === 'string' && typeof e === 'string') key = { ...common, kty, n, e };
  else if (kty === 'EC' && typeof crv === 'string' && typeof x === 'string' && typeof y === 'string') {
    key = { ...common, kty, crv, x, y };
  } else return null;
  if (algorithm !== undefined && !suits(algorithm, { kty: key.kty, crv: key.crv })) return null;
  return isSound(key) ? key : null;
}

function isSound(key: TrustedKey): boolean {
  try {
    const jwk: JsonWebKey = { ...key };
    const { modulusLength } = createPublicKey({ key: jwk, format: 'jwk' }).asymmetricKeyDetails ?? {};
    return key.kty === 'EC' || (modulusLength ?? 0) >= minRsaBits;
  } catch {
    return false;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
