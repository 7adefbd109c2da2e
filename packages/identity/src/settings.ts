import { isLoopback } from './jwks-uri.ts';

/**
 * How an issuer's tokens become AWS sessions: STS verifies the token itself (`web-identity`), or the service's own role
 * vouches for it (`assume-role`).
 */
export type VendingMode = 'web-identity' | 'assume-role';

export type TokenUse = 'id' | 'access';

/** What can be said of every issuer. */
interface IssuerScope {
  /**
   * The tenants its tokens may name: tenant ids, or beginnings of them that end in `*`, or `*` alone for all. 1-1,000.
   * May be left out, which means all, while it is the only issuer.
   */
  readonly tenants?: readonly string[];
}

/** A Cognito user pool. Its issuer URL is the regional one, `https://cognito-idp.<region>.amazonaws.com/<pool id>`. */
export interface CognitoIssuerSettings extends IssuerScope {
  readonly kind: 'cognito';
  readonly userPoolId: string;
  /** App client ids: `aud` of ID tokens, `client_id` of access tokens. At least one. */
  readonly clientIds: readonly string[];
  readonly tokenUse: TokenUse;
  readonly mode: VendingMode;
}

/** Any other OpenID Connect issuer. */
export interface OidcIssuerSettings extends IssuerScope {
  readonly kind: 'oidc';
  /** Exactly the `iss` of its tokens. */
  readonly issuer: string;
  /** Accepted `aud` values. At least one. */
  readonly audiences: readonly string[];
  /**
   * Required value of the `token_use` claim. Left out for an issuer whose tokens have no such claim; one that has it all
   * the same is then refused.
   */
  readonly tokenUse?: TokenUse;
  /** `<issuer>/.well-known/jwks.json` unless said. */
  readonly jwksUri?: string;
  readonly mode: VendingMode;
}

/** One issuer whose tokens are accepted. */
export type TrustedIssuerSettings = CognitoIssuerSettings | OidcIssuerSettings;

/** Settings that would weaken verification or cannot work. The message is for the person who wrote them. */
export class IssuerSettingsError extends Error {
  readonly code = 'issuer-settings';

  constructor(message: string) {
    super(message);
    this.name = 'IssuerSettingsError';
  }
}

/** The issuer as messages about its settings call it. */
export function issuerName(settings: TrustedIssuerSettings): string {
  return settings.kind === 'cognito' ? `user pool ${settings.userPoolId}` : `issuer ${settings.issuer}`;
}

/** @throws IssuerSettingsError naming the issuer and what is wrong with it. */
export function checkIssuerSettings(settings: TrustedIssuerSettings): void {
  const name = issuerName(settings);
  const audiences = settings.kind === 'cognito' ? settings.clientIds : settings.audiences;
  if (audiences.length === 0 || audiences.some((audience) => audience === '')) {
    throw new IssuerSettingsError(`${name}: at least one non-empty audience (client id) is required`);
  }
  // STS takes OIDC ID tokens only: a Cognito access token has no `aud`.
  if (settings.mode === 'web-identity' && settings.tokenUse !== 'id') {
    throw new IssuerSettingsError(`${name}: mode web-identity needs tokenUse id, STS accepts no other token`);
  }
  if (settings.kind === 'oidc') checkIssuerUrl(name, settings.issuer);
}

/** OpenID Connect Core section 2: an https URL without query or fragment. Parsing it would forgive line breaks. */
const issuerGrammar = /^https?:\/\/[\x21-\x7e]+$/;

/** @throws IssuerSettingsError */
export function checkIssuerUrl(name: string, issuer: string): void {
  const url = issuerGrammar.test(issuer) && URL.canParse(issuer) ? new URL(issuer) : null;
  if (url === null || !(url.protocol === 'https:' || isLoopback(url))) {
    throw new IssuerSettingsError(`${name}: must be an https URL (http only on a loopback address)`);
  }
  if (url.search !== '' || url.hash !== '' || url.username !== '' || url.password !== '') {
    throw new IssuerSettingsError(`${name}: an issuer URL has no query, fragment or credentials`);
  }
}
