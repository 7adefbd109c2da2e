import { status } from '@grpc/grpc-js';
import { type ErrorCode, LeaseholdError } from '@leasehold/domain';
import { AbandonedError } from '../value-cache/single-flight.ts';

/** The gRPC status of every failure a caller can be told about. The compiler keeps this table total. */
const statusOf: Readonly<Record<ErrorCode, status>> = {
  'invalid-input': status.INVALID_ARGUMENT,
  unauthenticated: status.UNAUTHENTICATED,
  'permission-denied': status.PERMISSION_DENIED,
  'isolation-refused': status.PERMISSION_DENIED,
  'not-found': status.NOT_FOUND,
  'version-conflict': status.ABORTED,
  'resource-exhausted': status.RESOURCE_EXHAUSTED,
  unavailable: status.UNAVAILABLE,
};

/** All a caller learns of a failure that is not one of ours. What it really was is in the log under the request id. */
const internalMessage = 'internal error; its cause is in the service log under this x-request-id';

/** What to tell the caller: a gRPC code and a text that carries no secret. Total: any thrown thing has an answer. */
export function grpcStatus(failure: unknown): { readonly code: status; readonly message: string } {
  if (failure instanceof LeaseholdError) return { code: statusOf[failure.code], message: failure.message };
  if (failure instanceof AbandonedError) return { code: status.CANCELLED, message: failure.message };
  return { code: status.INTERNAL, message: internalMessage };
}
