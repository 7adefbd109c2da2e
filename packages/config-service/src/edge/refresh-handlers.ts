import { create } from '@bufbuild/protobuf';
import type { handleUnaryCall } from '@grpc/grpc-js';
import { type ReadRevocationsResponse, ReadRevocationsResponseSchema, type RefreshService } from '@leasehold/contract';
import { LeaseholdError, UnavailableError } from '@leasehold/domain';
import { grpcStatus } from './grpc-status.ts';

type Handler = handleUnaryCall<Buffer, ReadRevocationsResponse>;

/**
 * The service by which this instance is told to look at once at who is revoked. It takes no token: the request says nothing,
 * what there is to see comes from AWS, and {@link ReadRevocations} bounds how often it is looked at.
 */
export class RefreshHandlers {
  readonly handlers: Record<keyof typeof RefreshService.method, Handler>;
  readonly #draining = Promise.withResolvers<never>();

  /** @param readNow answers the version of the list that this instance acts on by then */
  constructor(readNow: () => Promise<string>) {
    // Nobody may be waiting when the drain begins.
    this.#draining.promise.catch(() => {});
    this.handlers = {
      readRevocations: (_call, respond) => {
        Promise.race([this.#draining.promise, readNow()]).then(
          (policyVersion) => respond(null, create(ReadRevocationsResponseSchema, { policyVersion })),
          (failure: unknown) => {
            const { code, message } = grpcStatus(failure instanceof LeaseholdError ? failure : couldNotRead());
            respond({ code, details: message });
          },
        );
      },
    };
  }

  /** Refuses whoever waits and whoever comes. */
  drain(): void {
    this.#draining.reject(new UnavailableError('this instance is stopping', 0));
  }
}

/** Why is in the log, for those who may read it. */
function couldNotRead(): UnavailableError {
  return new UnavailableError('who is revoked could not be read; the last known list stays in force', 1_000);
}
