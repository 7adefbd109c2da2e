import type { ServerUnaryCall } from '@grpc/grpc-js';
import type { RefreshService } from '@leasehold/contract';

/** The calls of the refresh port. */
export type RefreshMethod = keyof typeof RefreshService.method;

/** What of a call may say who makes it: its metadata and the connection's certificate, never its message. */
export type CallerFacts = Pick<ServerUnaryCall<unknown, unknown>, 'metadata' | 'getAuthContext'>;

/** How callers of the refresh port prove who they are: one way for a whole instance. */
export interface CallerProof {
  /**
   * Resolves when this caller may make this call.
   * @throws UnauthenticatedError when it may not, whatever the reason; UnavailableError when that could not be found out
   */
  prove(method: RefreshMethod, call: CallerFacts): Promise<void>;
  /** Gets what proofs are held against; calls are proven without it once it is at hand. @throws UnavailableError */
  prepare(): Promise<void>;
}
