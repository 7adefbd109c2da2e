import { PermissionDeniedError, UnauthenticatedError, UnavailableError } from '@leasehold/domain';
import { type InvalidTokenCause, invalidTokenCause } from './invalid-token-cause.ts';
import { StsCallError, type StsOperation } from './sts-call-error.ts';
import { VendingFaultError } from './vending-fault.ts';

/**
 * What a failure of STS means:
 * - `identity`: this caller's token is at fault; another token of the same tenant may do.
 * - `denied`: the trust policy refuses this tenant or role.
 * - `unavailable`: a later try may do, after `retryAfterMs`.
 * - `fault`: the deployment or this code is wrong; no retry mends it.
 */
type Meaning =
  | { readonly kind: 'identity'; readonly why?: string }
  | { readonly kind: 'denied' }
  | { readonly kind: 'unavailable'; readonly retryAfterMs: number }
  | { readonly kind: 'fault'; readonly hint: string };

const throttled: Meaning = { kind: 'unavailable', retryAfterMs: 1_000 };
const down: Meaning = { kind: 'unavailable', retryAfterMs: 2_000 };
/** The service's own credentials are at fault, not the caller's; the provider chain will fetch others. */
const ownCredentials: Meaning = { kind: 'unavailable', retryAfterMs: 5_000 };

const eitherOperation: Readonly<Record<string, Meaning>> = {
  AccessDenied: { kind: 'denied' },
  Throttling: throttled,
  RequestLimitExceeded: throttled,
  TooManyRequests: throttled,
  ServiceUnavailable: down,
  InternalFailure: down,
  InternalError: down,
  RequestTimeout: down,
  RequestExpired: down,
  MalformedPolicyDocument: { kind: 'fault', hint: 'STS cannot read the session policy' },
  PackedPolicyTooLarge: { kind: 'fault', hint: 'session policy and tags exceed what STS packs into a session' },
  RegionDisabled: { kind: 'fault', hint: 'STS is not activated in this region for the account' },
  ValidationError: { kind: 'fault', hint: 'STS rejects a parameter: check role names and the session duration' },
};

/** Codes that mean different things when STS judges the caller's token and when it judges our own signature. */
const perOperation: Readonly<Record<StsOperation, Readonly<Record<string, Meaning>>>> = {
  AssumeRoleWithWebIdentity: {
    ExpiredToken: { kind: 'identity' },
    IDPRejectedClaim: { kind: 'identity' },
    IDPCommunicationError: throttled,
  },
  AssumeRole: {
    ExpiredToken: ownCredentials,
    InvalidClientTokenId: ownCredentials,
    UnrecognizedClient: ownCredentials,
    SignatureDoesNotMatch: ownCredentials,
    CredentialsProviderError: ownCredentials,
  },
};

const invalidToken: Readonly<Record<InvalidTokenCause, Meaning>> = {
  token: { kind: 'identity' },
  audience: { kind: 'identity', why: 'its audience is not registered at the IAM OIDC provider' },
  'unreachable-keys': down,
  'unregistered-issuer': { kind: 'fault', hint: 'the token issuer is not registered as an IAM OIDC provider' },
};

/**
 * The error callers see for whatever an STS call threw. Total: an unknown code is judged by its status, an answer that
 * never came is unavailable, and any other is a fault. Nothing of the request is in it.
 */
export function stsFailure(operation: StsOperation, thrown: unknown): Error {
  const cause = new StsCallError(operation, thrown);
  const meaning = isInvalidToken(cause) ? invalidToken[invalidTokenCause(thrown)] : meaningOf(cause);
  switch (meaning.kind) {
    case 'identity':
      return new UnauthenticatedError(`STS refused the token: ${meaning.why ?? cause.awsCode}`, { cause });
    case 'denied':
      return new PermissionDeniedError('AWS refuses this tenant and role a session', { cause });
    case 'unavailable':
      return new UnavailableError('AWS STS is throttling, slow or down', meaning.retryAfterMs, { cause });
    case 'fault':
      return new VendingFaultError(meaning.hint, { cause });
  }
}

function isInvalidToken({ operation, awsCode }: StsCallError): boolean {
  return operation === 'AssumeRoleWithWebIdentity' && awsCode === 'InvalidIdentityToken';
}

function meaningOf({ operation, awsCode, status }: StsCallError): Meaning {
  const known = own(perOperation[operation], awsCode) ?? own(eitherOperation, awsCode);
  if (known !== undefined) return known;
  if (status === null || status >= 500) return down;
  if (status === 429) return throttled;
  return { kind: 'fault', hint: `STS refuses the request: ${awsCode}` };
}

function own(table: Readonly<Record<string, Meaning>>, code: string): Meaning | undefined {
  return Object.hasOwn(table, code) ? table[code] : undefined;
}
