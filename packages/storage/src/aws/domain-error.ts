import { IsolationRefusedError, LeaseholdError, ResourceExhaustedError, UnavailableError } from '@leasehold/domain';
import { NoTenantSessionError } from '../session/tenant-session.ts';
import { AwsCallError, awsCallError, isRecord } from './aws-call-error.ts';
import { SessionRejectedError } from './session-rejected-error.ts';

/** Error codes by what they ask of the caller. Sources: the service models, and the SDK's own lists for its retries. */
const refused = new Set(['AccessDenied', 'AccessDeniedException', 'KMSAccessDeniedException']);
const sessionRejected = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'IncompleteSignature',
  'IncompleteSignatureException',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
  'RequestExpired',
  'RequestTimeTooSkewed',
]);
const throttled = new Set([
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'Throttling',
  'ThrottledException',
  'RequestThrottled',
  'RequestThrottledException',
  'RequestLimitExceeded',
  'TooManyRequestsException',
  'TooManyUpdates',
  'LimitExceededException',
  'SlowDown',
  'TransactionInProgressException',
  'TransactionConflictException',
  'ReplicatedWriteConflictException',
]);
const failing = new Set([
  'InternalServerError',
  'InternalFailure',
  'ServiceUnavailable',
  'ServiceUnavailableException',
  'TimeoutError',
  'AbortError',
  'RequestTimeout',
  'RequestTimeoutException',
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
const exhausted: Readonly<Record<string, string>> = {
  ParameterLimitExceeded: 'this AWS account and region holds as many parameters as Parameter Store allows',
  ParameterMaxVersionLimitExceeded:
    "the parameter's oldest version carries a label, so Parameter Store keeps no further one; remove the label",
};
/** Something the operator of this deployment must repair; retrying before that is in vain, hence the long pause. */
const misconfigured: Readonly<Record<string, string>> = {
  ResourceNotFoundException: 'the DynamoDB table of this deployment does not exist in its region and account',
  InvalidKeyId: 'the KMS key of this deployment is missing, disabled or not usable by Parameter Store',
};

/** Pauses told to callers, in milliseconds. */
const afterThrottleMs = 1000;
const afterFailureMs = 500;
const afterRepairMs = 30_000;

/** `dynamodb:PutItem`, as AWS names the denied action in its message: for a transaction, that of the denied item. */
const deniedAction = /not authorized to perform: ((?:dynamodb|ssm|kms):[A-Za-z]{1,64})(?![A-Za-z:])/;

/**
 * The domain's error for whatever an SDK call threw, or for what no caller can act on (a request AWS finds malformed, a
 * defect of this program) an {@link AwsCallError}. Total; the SDK's error itself, which can hold a value, goes no further.
 */
export function domainError(operation: string, thrown: unknown): LeaseholdError | AwsCallError | NoTenantSessionError {
  if (thrown instanceof LeaseholdError || thrown instanceof NoTenantSessionError) return thrown;
  const cause = awsCallError(operation, thrown);
  const { awsCode } = cause;
  if (refused.has(awsCode)) return new IsolationRefusedError(actionIn(thrown) ?? operation, { cause });
  if (sessionRejected.has(awsCode)) return new SessionRejectedError({ cause });
  if (isThrottled(cause)) return new UnavailableError('AWS is throttling this call', afterThrottleMs, { cause });
  if (isFailing(cause)) return new UnavailableError('AWS did not answer this call', afterFailureMs, { cause });
  const full = ownText(exhausted, awsCode);
  if (full !== undefined) return new ResourceExhaustedError(full, afterRepairMs, { cause });
  const broken = ownText(misconfigured, awsCode);
  if (broken !== undefined) return new UnavailableError(broken, afterRepairMs, { cause });
  return cause;
}

/** Whether a write that failed so may yet have been done: no answer came, or an attempt went unanswered before the last. */
export function outcomeIsUnknown(failure: unknown): boolean {
  if (!(failure instanceof UnavailableError) || !(failure.cause instanceof AwsCallError)) return false;
  const { awsCode, $metadata: metadata } = failure.cause;
  return isFailing({ awsCode, $metadata: metadata }) || (metadata.attempts ?? 1) > 1;
}

function isThrottled(call: Pick<AwsCallError, 'awsCode' | '$metadata'>): boolean {
  return throttled.has(call.awsCode) || call.$metadata.httpStatusCode === 429;
}

function isFailing(call: Pick<AwsCallError, 'awsCode' | '$metadata'>): boolean {
  return failing.has(call.awsCode) || (call.$metadata.httpStatusCode ?? 0) >= 500;
}

function ownText(texts: Readonly<Record<string, string>>, code: string): string | undefined {
  return Object.hasOwn(texts, code) ? texts[code] : undefined;
}

function actionIn(thrown: unknown): string | undefined {
  const message = isRecord(thrown) ? thrown['message'] : undefined;
  return typeof message === 'string' ? deniedAction.exec(message)?.[1] : undefined;
}
