import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { stsError } from '../errors.ts';
import { type FetchJson, isLoopback } from './loopback-json.ts';

export interface SigningKey {
  readonly algorithm: 'RS256' | 'ES256';
  readonly key: KeyObject;
}

/** How long fetched keys are used before the provider is asked again; AWS does not publish its own time. */
const maxAgeMs = 5 * 60 * 1000;
const maxKeys = 100;

/** The signing keys of one registered provider, by discovery. The address comes from the registration, never from a token. */
export class ProviderKeys {
  readonly #issuer: string;
  readonly #fetch: FetchJson;
  readonly #now: () => number;
  #keys: ReadonlyMap<string, SigningKey> = new Map();
  #fetchedAt = Number.NEGATIVE_INFINITY;
  #inFlight: Promise<void> | null = null;

  /** `issuer` is a URL without a slash at its end. */
  constructor(issuer: string, fetch: FetchJson, now: () => number) {
    this.#issuer = issuer;
    this.#fetch = fetch;
    this.#now = now;
  }

  /**
   * The key, or `null` when the provider does not have it now. An unknown key id asks the provider again, so a rotation
   * needs no restart. @throws AwsError IDPCommunicationError
   */
  async find(keyId: string): Promise<SigningKey | null> {
    const fresh = this.#now() - this.#fetchedAt < maxAgeMs;
    if (!fresh || !this.#keys.has(keyId)) await this.#reload();
    return this.#keys.get(keyId) ?? null;
  }

  #reload(): Promise<void> {
    this.#inFlight ??= this.#load().finally(() => {
      this.#inFlight = null;
    });
    return this.#inFlight;
  }

  async #load(): Promise<void> {
    let jwks: unknown;
    try {
      const discovery = await this.#fetch(`${this.#issuer}/.well-known/openid-configuration`);
      const { issuer, jwks_uri: address } = asObject(discovery);
      if (issuer !== this.#issuer) throw new Error('the discovery document is of another issuer');
      if (typeof address !== 'string' || !isLoopback(address)) throw new Error('jwks_uri is not on loopback');
      jwks = await this.#fetch(address);
    } catch (cause) {
      const error = stsError(
        'IDPCommunicationError',
        "Couldn't retrieve verification key from your identity provider.",
      );
      error.cause = cause;
      throw error;
    }
    const { keys } = asObject(jwks);
    this.#keys = new Map(
      (Array.isArray(keys) ? keys : []).slice(0, maxKeys).flatMap((jwk) => usableKey(asObject(jwk))),
    );
    this.#fetchedAt = this.#now();
  }
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

/** RSA of at least 2,048 bits, or P-256; published for signatures. Anything else is passed over. */
function usableKey(jwk: Readonly<Record<string, unknown>>): [string, SigningKey][] {
  const { kid, kty, crv, use, alg } = jwk;
  if (typeof kid !== 'string' || (use !== undefined && use !== 'sig')) return [];
  const algorithm = kty === 'RSA' ? 'RS256' : kty === 'EC' && crv === 'P-256' ? 'ES256' : null;
  if (algorithm === null || (alg !== undefined && alg !== algorithm)) return [];
  try {
    const key = createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' });
    const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
    return algorithm === 'RS256' && bits < 2_048 ? [] : [[kid, { algorithm, key }]];
  } catch {
    return [];
  }
}
