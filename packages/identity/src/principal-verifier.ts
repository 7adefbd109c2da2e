import { type BearerToken, type Clock, UnavailableError, type VerifiedPrincipal } from '@leasehold/domain';
import { callerArns } from './caller-arns.ts';
import { fetchJwks, type JwksFetcher } from './fetch-jwks.ts';
import { IssuerKeys } from './issuer-keys.ts';
import { parseJwksUri } from './jwks-uri.ts';
import { type CallerArn, callerOf, checkSoleAudience } from './principal-claims.ts';
import { refusal } from './refusal.ts';
import { checkIssuerUrl, IssuerSettingsError } from './settings.ts';
import { principalSignatureCheck, type SignatureCheck } from './signature-check.ts';
import { validityOf } from './time-claims.ts';
import { parseUnverified } from './unverified-token.ts';
import { verifiedPrincipal } from './verified-principal.ts';

/** Turns tokens of AWS's outbound identity federation into verified principals, and nothing else into one. */
export interface PrincipalVerifier {
  /**
   * @throws UnauthenticatedError when the token is not acceptable, whatever the reason; UnavailableError when its key is
   * unknown here and the issuer could not be asked for it; ResourceExhaustedError when too many wait for it.
   */
  verify(token: BearerToken): Promise<VerifiedPrincipal>;
  /** Fetches the issuer's keys now. @throws UnavailableError when it has still never answered. */
  refreshKeys(): Promise<void>;
}

/** What a principal verifier is made of. */
export interface PrincipalVerifierParts {
  /** Exactly the `iss` of the account's tokens: what GetOutboundWebIdentityFederationInfo answers. */
  readonly issuer: string;
  /** `<issuer>/.well-known/jwks.json` unless said. */
  readonly jwksUri?: string;
  /** The one `aud` of acceptable tokens. */
  readonly audience: string;
  /** ARNs of the roles and users that may call, exactly; 1 to 10. */
  readonly callers: readonly string[];
  readonly clock: Clock;
  /** How JWKS texts are fetched; {@link fetchJwks} unless said. */
  readonly fetchJwks?: JwksFetcher;
}

/**
 * Verifies the tokens that `sts:GetWebIdentityToken` gives a principal of the account. They are remembered nowhere: few calls
 * come with them.
 * @throws IssuerSettingsError when the settings are unsafe or cannot work
 */
export function createPrincipalVerifier(parts: PrincipalVerifierParts): PrincipalVerifier {
  return new AccountTokenVerifier(parts);
}

/** How many tokens may wait for the issuer's keys: made-up key ids must leave room for the few callers there are. */
const maxWaiting = 16;

class AccountTokenVerifier implements PrincipalVerifier {
  readonly #clock: Clock;
  readonly #issuer: string;
  readonly #audience: string;
  readonly #callers: ReadonlyMap<string, CallerArn>;
  readonly #signature: SignatureCheck;
  readonly #keys: IssuerKeys;

  constructor(parts: PrincipalVerifierParts) {
    const { issuer, jwksUri, audience } = parts;
    checkIssuerUrl(`issuer ${issuer}`, issuer);
    if (audience === '') throw new IssuerSettingsError(`issuer ${issuer}: a non-empty audience is required`);
    this.#clock = parts.clock;
    this.#issuer = issuer;
    this.#audience = audience;
    this.#callers = callerArns(parts.callers);
    this.#signature = principalSignatureCheck({ issuer, audience, ...(jwksUri === undefined ? {} : { jwksUri }) });
    this.#keys = new IssuerKeys({
      uri: keysAddress(this.#signature.jwksUri),
      fetch: parts.fetchJwks ?? fetchJwks,
      clock: parts.clock,
      onChange: (keys) => this.#signature.useKeys(keys),
      maxWaiting,
    });
  }

  async verify(token: BearerToken): Promise<VerifiedPrincipal> {
    const text = token.reveal();
    const unverified = parseUnverified(text);
    if (unverified.issuer !== this.#issuer) throw refusal('unknown-issuer');
    if (unverified.type === 'at+jwt') throw refusal('token-type');
    await this.#keys.require(unverified.keyId);
    const payload = this.#signature.check(text);
    const { expiresAt } = validityOf(payload, this.#clock.now());
    checkSoleAudience(payload, this.#audience);
    const { arn } = callerOf(payload, this.#callers);
    return verifiedPrincipal({ issuer: this.#issuer, arn, expiresAt });
  }

  async refreshKeys(): Promise<void> {
    await this.#keys.refresh();
    if (!this.#keys.known) throw new UnavailableError(`no keys yet from ${this.#issuer}`, 1_000);
  }
}

function keysAddress(uri: string): URL {
  try {
    return parseJwksUri(uri);
  } catch (error) {
    throw new IssuerSettingsError(error instanceof Error ? error.message : 'unusable JWKS address');
  }
}
