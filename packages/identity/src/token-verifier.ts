import { type BearerToken, type Clock, type TenantId, UnavailableError, type VerifiedTenant } from '@leasehold/domain';
import { checkAwsClaims } from './aws-claims.ts';
import { fetchJwks, type JwksFetcher } from './fetch-jwks.ts';
import { IssuerKeys } from './issuer-keys.ts';
import { checkTenantsAreSaid, type SpeaksFor, speaksFor } from './issuer-tenants.ts';
import { parseJwksUri } from './jwks-uri.ts';
import { refusal } from './refusal.ts';
import { RememberedTokens } from './remembered-tokens.ts';
import {
  checkIssuerSettings,
  IssuerSettingsError,
  issuerName,
  type TrustedIssuerSettings,
  type VendingMode,
} from './settings.ts';
import { type SignatureCheck, signatureCheck } from './signature-check.ts';
import { tenantClaims } from './tenant-claims.ts';
import { validityOf } from './time-claims.ts';
import { parseUnverified } from './unverified-token.ts';
import { verifiedTenant } from './verified-tenant.ts';

/** Turns bearer tokens into verified tenants, and nothing else into one. */
export interface TokenVerifier {
  /**
   * @throws UnauthenticatedError when the token is not acceptable, whatever the reason; UnavailableError when its key is
   * unknown here and the issuer could not be asked for it; ResourceExhaustedError when too many wait for that issuer.
   */
  verify(token: BearerToken): Promise<VerifiedTenant>;
  /** The result for exactly this token text if it was verified lately and still holds, in about 2 µs; else `null`. */
  recall(text: string): VerifiedTenant | null;
  /** Forgets the tenant's verified tokens; each is verified anew when it comes again. */
  forgetTenant(tenant: TenantId): void;
  /** Fetches every issuer's keys now. @throws UnavailableError when some issuer has still never answered. */
  refreshKeys(): Promise<void>;
  /** Whether every issuer's keys are at hand. */
  ready(): boolean;
}

/** What a verifier is made of. */
export interface VerifierParts {
  readonly issuers: readonly TrustedIssuerSettings[];
  readonly clock: Clock;
  /** How JWKS texts are fetched; {@link fetchJwks} unless said. */
  readonly fetchJwks?: JwksFetcher;
  /** How many verified tokens are remembered, 1-1,000,000; 10,000 unless said. */
  readonly rememberedTokens?: number;
  /** How many tokens may wait for the keys of one issuer, 1-1,000,000; 250 unless said. */
  readonly maxWaitingPerIssuer?: number;
  /**
   * The source identity that a token of this tenant and subject must give its sessions; the tenant unless said. What it
   * throws is what the caller is told.
   */
  readonly sourceIdentityOf?: SourceIdentityOf;
}

/** What a token's `source_identity` must be, exactly. */
export type SourceIdentityOf = (tenant: TenantId, subject: string) => string;

const defaultRememberedTokens = 10_000;
const defaultMaxWaiting = 250;

interface TrustedIssuer {
  readonly mode: VendingMode;
  readonly acceptsAccessTokens: boolean;
  readonly speaksFor: SpeaksFor;
  readonly keys: IssuerKeys;
  readonly signature: SignatureCheck;
}

/** @throws IssuerSettingsError when an issuer's settings are contradictory, duplicated or unsafe, or when several do not say their tenants. */
export function createVerifier(parts: VerifierParts): TokenVerifier {
  return new IssuerTokenVerifier(parts);
}

class IssuerTokenVerifier implements TokenVerifier {
  readonly #clock: Clock;
  readonly #issuers = new Map<string, TrustedIssuer>();
  readonly #remembered: RememberedTokens;
  readonly #sourceIdentityOf: SourceIdentityOf;
  readonly #maxWaiting: number;

  constructor(parts: VerifierParts) {
    const capacity = bounded('rememberedTokens', parts.rememberedTokens ?? defaultRememberedTokens);
    this.#maxWaiting = bounded('maxWaitingPerIssuer', parts.maxWaitingPerIssuer ?? defaultMaxWaiting);
    if (parts.issuers.length === 0) throw new IssuerSettingsError('at least one token issuer is required');
    this.#clock = parts.clock;
    this.#sourceIdentityOf = parts.sourceIdentityOf ?? ((tenant) => tenant);
    this.#remembered = new RememberedTokens(capacity);
    for (const settings of parts.issuers) this.#trust(settings, parts.fetchJwks ?? fetchJwks);
    checkTenantsAreSaid(parts.issuers);
  }

  async verify(token: BearerToken): Promise<VerifiedTenant> {
    const text = token.reveal();
    const remembered = this.recall(text);
    if (remembered !== null) return remembered;

    const unverified = parseUnverified(text);
    // Exact match against settings: the token's `iss` chooses, it is never an address.
    const issuer = this.#issuers.get(unverified.issuer);
    if (issuer === undefined) throw refusal('unknown-issuer');
    if (unverified.type === 'at+jwt' && !issuer.acceptsAccessTokens) throw refusal('token-type');

    await issuer.keys.require(unverified.keyId);
    // From here on nothing waits: keys withdrawn meanwhile cannot leave a result behind.
    const payload = issuer.signature.check(text);
    const now = this.#clock.now();
    const { notBefore, issuedAt, expiresAt } = validityOf(payload, now);
    const claims = tenantClaims(payload);
    if (!issuer.speaksFor(claims.tenant)) throw refusal('tenant-not-of-issuer');
    checkAwsClaims(payload, claims, issuer.mode, this.#sourceIdentityOf(claims.tenant, claims.subject));
    const verified = verifiedTenant({ issuer: issuer.signature.issuer, ...claims, issuedAt, expiresAt, token });
    this.#remembered.remember(text, { verified, notBefore, keys: issuer.keys }, now);
    return verified;
  }

  recall(text: string): VerifiedTenant | null {
    return this.#remembered.recall(text, this.#clock.now());
  }

  forgetTenant(tenant: TenantId): void {
    this.#remembered.forgetTenant(tenant);
  }

  async refreshKeys(): Promise<void> {
    await Promise.all([...this.#issuers.values()].map((issuer) => issuer.keys.refresh()));
    const missing = [...this.#issuers].filter(([, issuer]) => !issuer.keys.known).map(([name]) => name);
    if (missing.length > 0) throw new UnavailableError(`no keys yet from ${missing.join(', ')}`, 1_000);
  }

  ready(): boolean {
    return [...this.#issuers.values()].every((issuer) => issuer.keys.known);
  }

  #trust(settings: TrustedIssuerSettings, fetch: JwksFetcher): void {
    checkIssuerSettings(settings);
    const { signature, uri } = checked(settings);
    if (this.#issuers.has(signature.issuer)) {
      throw new IssuerSettingsError(`issuer ${signature.issuer} is configured twice`);
    }
    const keys = new IssuerKeys({
      uri,
      fetch,
      clock: this.#clock,
      onChange: (keySet) => signature.useKeys(keySet),
      maxWaiting: this.#maxWaiting,
    });
    const acceptsAccessTokens = settings.tokenUse !== 'id';
    this.#issuers.set(signature.issuer, {
      mode: settings.mode,
      acceptsAccessTokens,
      speaksFor: speaksFor(issuerName(settings), settings.tenants),
      keys,
      signature,
    });
  }
}

function bounded(name: string, value: number): number {
  if (Number.isInteger(value) && value >= 1 && value <= 1_000_000) return value;
  throw new IssuerSettingsError(`${name}: a whole number from 1 to 1,000,000`);
}

function checked(settings: TrustedIssuerSettings): { signature: SignatureCheck; uri: URL } {
  try {
    const signature = signatureCheck(settings);
    return { signature, uri: parseJwksUri(signature.jwksUri) };
  } catch (error) {
    throw new IssuerSettingsError(error instanceof Error ? error.message : 'unusable issuer settings');
  }
}
