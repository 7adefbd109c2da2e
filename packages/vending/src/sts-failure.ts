import { PermissionDeniedError, UnauthenticatedError, UnavailableError } from '@leasehold/domain';
import { type FailureMeaning, failureMeanings } from './failure-meanings.ts';
import { meaningOf } from './failure-table.ts';
import { type InvalidTokenCause, invalidTokenCause } from './invalid-token-cause.ts';
import { StsCallError, type StsOperation } from './sts-call-error.ts';
import { VendingFaultError } from './vending-fault.ts';

/** A judged failure: the error for callers, and whether the endpoint itself is at fault. */
export interface StsFailure {
  readonly error: Error;
  readonly endpointAtFault: boolean;
}

/** Rows of the table that `InvalidIdentityToken` stands for. */
const invalidTokenRows: Readonly<Record<InvalidTokenCause, string>> = {
  token: 'InvalidIdentityToken',
  audience: 'InvalidIdentityToken: audience',
  'unreachable-keys': 'InvalidIdentityToken: keys not retrieved',
  'unregistered-issuer': 'InvalidIdentityToken: no provider',
};

/** Judges whatever an STS call threw by the table of failures. Nothing of the request or of AWS's text is in the error. */
export function stsFailure(operation: StsOperation, thrown: unknown): StsFailure {
  const cause = new StsCallError(operation, thrown);
  const code = cause.awsCode === 'InvalidIdentityToken' ? invalidTokenRows[invalidTokenCause(thrown)] : cause.awsCode;
  const meaning = failureMeanings[meaningOf(operation, code, cause.status)];
  return {
    error: errorOf(meaning, cause),
    endpointAtFault: meaning.class === 'recoverable' && meaning.endpointAtFault,
  };
}

function errorOf(meaning: FailureMeaning, cause: StsCallError): Error {
  switch (meaning.class) {
    case 'token':
      return new UnauthenticatedError(`STS refused the token: ${meaning.why}`, { cause });
    case 'denied':
      return new PermissionDeniedError(meaning.why, { cause });
    case 'recoverable':
      // Callers learn that a later try may do; why is for the log, as the cause.
      return new UnavailableError('AWS STS is throttling, slow or down', meaning.retryAfterMs, { cause });
    case 'fault':
      return new VendingFaultError(`${meaning.why} (${cause.awsCode})`, { cause });
  }
}
