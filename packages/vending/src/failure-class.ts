import {
  PermissionDeniedError,
  ResourceExhaustedError,
  UnauthenticatedError,
  UnavailableError,
} from '@leasehold/domain';

/**
 * What whoever asked for a session does about a failure:
 * - `token`: this caller's token is at fault, another token of the same tenant may do.
 * - `denied`: AWS refuses this tenant and role a session: tell whoever has none; one that is held stays good until it expires.
 * - `recoverable`: throttled, down, slow or garbled; keep what is held and try again after a while.
 * - `fault`: the deployment or this code is wrong; no retry mends it, and what is held stays good until it expires.
 */
export type FailureClass = 'token' | 'denied' | 'recoverable' | 'fault';

/** The class of whatever a vendor threw. Total: what no vendor promises to throw is a fault. */
export function failureClass(error: unknown): FailureClass {
  if (error instanceof UnauthenticatedError) return 'token';
  if (error instanceof PermissionDeniedError) return 'denied';
  if (error instanceof UnavailableError || error instanceof ResourceExhaustedError) return 'recoverable';
  return 'fault';
}
