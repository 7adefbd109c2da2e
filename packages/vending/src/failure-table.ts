import type { FailureMeaningName } from './failure-meanings.ts';
import type { StsOperation } from './sts-call-error.ts';

/** One row: AWS's code without `Exception`, or what stands for it when there was no answer of STS. */
export interface FailureRow {
  readonly code: string;
  readonly meaning: Readonly<Record<StsOperation, FailureMeaningName>>;
}

function row(code: string, webIdentity: FailureMeaningName, assumeRole = webIdentity): FailureRow {
  return { code, meaning: { AssumeRoleWithWebIdentity: webIdentity, AssumeRole: assumeRole } };
}

/** The errors of both operations in the STS API reference (2011-06-15). */
const ofTheOperations: readonly FailureRow[] = [
  row('ExpiredToken', 'badToken', 'ownCredentials'),
  row('IDPCommunicationError', 'unreachableKeys', 'unexpected'),
  row('IDPRejectedClaim', 'badToken', 'unexpected'),
  // By web identity the text decides; see `invalidTokenCause`.
  row('InvalidIdentityToken', 'badToken', 'unexpected'),
  row('InvalidIdentityToken: audience', 'otherAudience', 'unexpected'),
  row('InvalidIdentityToken: keys not retrieved', 'unreachableKeys', 'unexpected'),
  row('InvalidIdentityToken: no provider', 'unregisteredIssuer', 'unexpected'),
  row('MalformedPolicyDocument', 'policy'),
  row('PackedPolicyTooLarge', 'tooLarge'),
  row('RegionDisabled', 'region'),
];

/** The common errors of the STS API reference, those of its earlier editions included. */
const common: readonly FailureRow[] = [
  row('AccessDenied', 'denied'),
  row('NotAuthorized', 'denied'),
  row('OptInRequired', 'subscription'),
  row('IncompleteSignature', 'unexpected', 'request'),
  row('InvalidClientTokenId', 'unexpected', 'ownCredentials'),
  row('MissingAuthenticationToken', 'unexpected', 'request'),
  row('SignatureDoesNotMatch', 'unexpected', 'ownCredentials'),
  row('UnrecognizedClient', 'unexpected', 'ownCredentials'),
  row('RequestExpired', 'clock'),
  row('InternalFailure', 'down'),
  row('ServiceUnavailable', 'down'),
  row('RequestAborted', 'down'),
  row('RequestTimeout', 'slow'),
  row('Throttling', 'throttled'),
  row('InvalidAction', 'request'),
  row('InvalidParameterCombination', 'request'),
  row('InvalidParameterValue', 'request'),
  row('InvalidQueryParameter', 'request'),
  row('MalformedHttpRequest', 'request'),
  row('MalformedQueryString', 'request'),
  row('MissingAction', 'request'),
  row('MissingParameter', 'request'),
  row('RequestEntityTooLarge', 'request'),
  row('UnknownOperation', 'request'),
  row('ValidationError', 'request'),
];

/** What the front of other AWS query APIs says, and the SDK treats alike. */
const kindred: readonly FailureRow[] = [
  row('InternalError', 'down'),
  row('RequestLimitExceeded', 'throttled'),
  row('TooManyRequests', 'throttled'),
  row('Throttled', 'throttled'),
  row('SlowDown', 'throttled'),
  row('RequestTimeTooSkewed', 'clock'),
  row('RequestInTheFuture', 'clock'),
];

/** Without an answer of STS: Node's codes, the SDK's names, and our own. */
const transport: readonly FailureRow[] = [
  row('ECONNREFUSED', 'unreachable'),
  row('ECONNRESET', 'unreachable'),
  row('EPIPE', 'unreachable'),
  row('EHOSTUNREACH', 'unreachable'),
  row('ENETUNREACH', 'unreachable'),
  row('ENOTFOUND', 'unreachable'),
  row('EAI_AGAIN', 'unreachable'),
  row('ETIMEDOUT', 'slow'),
  row('TimeoutError', 'slow'),
  row('AbortError', 'slow'),
  row('GarbledAnswer', 'garbled'),
  row('CredentialsProviderError', 'unexpected', 'ownCredentials'),
];

/** Any other failure, by its HTTP status; asked from the top. */
const byStatus = [
  { code: 'no answer for another reason', meaning: 'unreachable' },
  { code: 'any other 5xx', meaning: 'down' },
  { code: 'any other 429', meaning: 'throttled' },
  { code: 'any other 408', meaning: 'slow' },
  { code: 'anything else', meaning: 'request' },
] as const satisfies readonly { readonly code: string; readonly meaning: FailureMeaningName }[];

/** The whole of it, in the order it is explained in. */
export const failureTable: readonly FailureRow[] = [
  ...ofTheOperations,
  ...common,
  ...kindred,
  ...transport,
  ...byStatus.map(({ code, meaning }) => row(code, meaning)),
];

const byCode = new Map(failureTable.map((each) => [each.code, each]));

/** Every code that has a row of its own, as a failed call's `outcome` names it. */
export const stsFailureCodes: readonly string[] = failureTable
  .map(({ code }) => code)
  .filter((code) => /^[A-Za-z_]+$/.test(code));

/** What a failure means. Total: an unknown code is judged by its status, `null` for no answer. */
export function meaningOf(operation: StsOperation, code: string, status: number | null): FailureMeaningName {
  const known = byCode.get(code);
  if (known !== undefined) return known.meaning[operation];
  if (status === null) return 'unreachable';
  if (status >= 500) return 'down';
  if (status === 429) return 'throttled';
  return status === 408 ? 'slow' : 'request';
}
