/**
 * STS says `InvalidIdentityToken` for four different things, told apart by the text alone:
 * - `unreachable-keys`: it could not fetch the issuer's JWKS, in its 5 s or for its own throttling; that passes.
 * - `unregistered-issuer`: the account has no IAM OIDC provider for the issuer; a wrong deployment.
 * - `audience`: the provider does not list the token's audience.
 * - `token`: anything else, the token itself.
 */
export type InvalidTokenCause = 'unreachable-keys' | 'unregistered-issuer' | 'audience' | 'token';

const texts: readonly (readonly [RegExp, InvalidTokenCause])[] = [
  [/retrieve verification key from your identity provider/i, 'unreachable-keys'],
  [/no openidconnect provider found/i, 'unregistered-issuer'],
  [/incorrect token audience/i, 'audience'],
];

/** Judges AWS's text, which itself goes no further than here. */
export function invalidTokenCause(thrown: unknown): InvalidTokenCause {
  const text = thrown instanceof Error ? thrown.message : '';
  return texts.find(([pattern]) => pattern.test(text))?.[1] ?? 'token';
}
