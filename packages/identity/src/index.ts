export { bearerText, maxTokenLength, parseBearer } from './bearer.ts';
export { fetchJwks, type JwksFetcher } from './fetch-jwks.ts';
export {
  createPrincipalVerifier,
  type PrincipalVerifier,
  type PrincipalVerifierParts,
} from './principal-verifier.ts';
export type { RefusalReason } from './refusal.ts';
export {
  type CognitoIssuerSettings,
  IssuerSettingsError,
  type OidcIssuerSettings,
  type TokenUse,
  type TrustedIssuerSettings,
  type VendingMode,
} from './settings.ts';
export { createVerifier, type SourceIdentityOf, type TokenVerifier, type VerifierParts } from './token-verifier.ts';
