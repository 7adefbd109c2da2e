import { verify } from 'node:crypto';
import { type Deployment, oidcProviderArn, type TrustedIssuer } from '@leasehold/policies';
import { stsError } from '../errors.ts';
import { identityRule } from '../parameters.ts';
import type { RequestedTags } from '../session-tags.ts';
import { type ClaimedToken, claimedToken, invalid } from './claimed-token.ts';
import { type FetchJson, isLoopback } from './loopback-json.ts';
import { ProviderKeys } from './provider-keys.ts';
import { tagsClaim } from './tags-claim.ts';

/** What a verified token says, and which registered provider said it. */
export interface WebIdentity {
  readonly providerArn: string;
  /** The provider as condition keys name it: the issuer URL without its scheme. */
  readonly provider: string;
  readonly issuer: string;
  readonly subject: string;
  /** What `<provider>:aud` holds: `azp` when the token has one, its only `aud` otherwise. */
  readonly audience: string;
  readonly amr: readonly string[];
  readonly requested: RequestedTags;
  readonly sourceIdentity: string | null;
}

interface Registered {
  readonly issuer: string;
  readonly registration: TrustedIssuer;
  readonly keys: ProviderKeys;
}

const clockToleranceMs = 5 * 60 * 1000;
const sourceIdentityClaim = 'https://aws.amazon.com/source_identity';

/** Verifies web identity tokens of the account's OIDC providers. */
export class TokenVerifier {
  readonly #deployment: Deployment;
  readonly #now: () => number;
  readonly #providers: ReadonlyMap<string, Registered>;

  /** `ownIssuer` is the account's own: its tokens open no session (IAM user guide, "Outbound identity federation"). */
  constructor(options: { deployment: Deployment; now: () => number; fetchJson: FetchJson; ownIssuer: string }) {
    this.#deployment = options.deployment;
    this.#now = options.now;
    const providers = new Map(
      options.deployment.issuers.map((registration) => {
        const plain = `http://${registration.provider}`;
        const issuer = isLoopback(plain) ? plain : `https://${registration.provider}`;
        return [issuer, { issuer, registration, keys: new ProviderKeys(issuer, options.fetchJson, options.now) }];
      }),
    );
    providers.delete(options.ownIssuer);
    this.#providers = providers;
  }

  /** @throws AwsError InvalidIdentityToken, ExpiredTokenException, IDPCommunicationError, ValidationError (its tags) */
  async verify(token: string): Promise<WebIdentity> {
    const claimed = claimedToken(token);
    const provider = this.#providerOf(claimed);
    await checkSignature(claimed, provider.keys);
    // From here on the claims are the provider's own.
    const { claims } = claimed;
    this.#checkTimes(claims);
    const { sub, amr } = claims;
    if (typeof sub !== 'string' || sub === '' || sub.length > 255) throw invalid('Missing a required claim: sub');
    return {
      providerArn: oidcProviderArn(this.#deployment, provider.registration.provider),
      provider: provider.registration.provider,
      issuer: provider.issuer,
      subject: sub,
      audience: audienceOf(claims, provider.registration),
      amr: Array.isArray(amr) ? amr.filter((method) => typeof method === 'string') : [],
      requested: tagsClaim(claims),
      sourceIdentity: sourceIdentityOf(claims),
    };
  }

  /** The issuer in a token only chooses among registered providers. */
  #providerOf({ claims }: ClaimedToken): Registered {
    const issuer = claims['iss'];
    if (typeof issuer !== 'string') throw invalid('Missing a required claim: iss');
    const provider = this.#providers.get(issuer);
    if (provider === undefined) throw invalid('No OpenIDConnect provider found in your account for the token issuer.');
    return provider;
  }

  #checkTimes(claims: Readonly<Record<string, unknown>>): void {
    const now = this.#now();
    const { exp, iat, nbf } = claims;
    if (typeof exp !== 'number') throw invalid('Missing a required claim: exp');
    if (typeof iat !== 'number') throw invalid('Missing a required claim: iat');
    if (exp * 1000 <= now) {
      throw stsError(
        'ExpiredTokenException',
        `Token expired: current date/time ${Math.floor(now / 1000)} must be before the expiration date/time ${exp}`,
      );
    }
    if (iat * 1000 > now + clockToleranceMs) throw invalid('The token was issued in the future.');
    if (nbf !== undefined && !(typeof nbf === 'number' && nbf * 1000 <= now + clockToleranceMs)) {
      throw invalid('The token is not valid yet.');
    }
  }
}

async function checkSignature(claimed: ClaimedToken, keys: ProviderKeys): Promise<void> {
  const found = await keys.find(claimed.keyId);
  if (found === null || found.algorithm !== claimed.algorithm) {
    throw invalid(
      "Couldn't retrieve verification key from your identity provider: it does not publish the token's key.",
    );
  }
  const key = found.algorithm === 'ES256' ? { key: found.key, dsaEncoding: 'ieee-p1363' as const } : found.key;
  if (!verify('sha256', claimed.signed, key, claimed.signature)) {
    throw invalid('The ID Token signature could not be verified.');
  }
}

/** `azp` comes first (IAM user guide, keys for OIDC federation); several audiences without it cannot be told apart. */
function audienceOf(claims: Readonly<Record<string, unknown>>, { audiences }: TrustedIssuer): string {
  const { aud, azp } = claims;
  const listed: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  const audience = azp ?? (listed.length === 1 ? listed[0] : undefined);
  if (typeof audience !== 'string' || !audiences.includes(audience)) throw invalid('Incorrect token audience');
  return audience;
}

function sourceIdentityOf(claims: Readonly<Record<string, unknown>>): string | null {
  const value = claims[sourceIdentityClaim];
  if (value === undefined) return null;
  const { min, max, pattern } = identityRule;
  if (typeof value !== 'string' || value.length < min || value.length > max || !pattern?.test(value)) {
    throw invalid('The source identity in the token is not in the form STS expects.');
  }
  return value;
}
