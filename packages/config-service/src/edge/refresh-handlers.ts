import { create } from '@bufbuild/protobuf';
import { type handleUnaryCall, status } from '@grpc/grpc-js';
import { type ReadRevocationsResponse, ReadRevocationsResponseSchema, type RefreshService } from '@leasehold/contract';
import { LeaseholdError, ResourceExhaustedError, UnavailableError } from '@leasehold/domain';
import { grpcStatus } from './grpc-status.ts';

type Handler = handleUnaryCall<Buffer, ReadRevocationsResponse>;

/** Callers that may wait at a time: anybody may call. */
const maxWaiting = 1_000;

/**
 * The service by which this instance is told to look at once at who is revoked. It takes no token: the request says nothing,
 * what there is to see comes from AWS, and the watch bounds how often it is looked at. How many may wait is bounded here, so
 * that strangers take no place from the instance itself, which looks before it is ready.
 */
export class RefreshHandlers {
  readonly handlers: Record<keyof typeof RefreshService.method, Handler>;
  /** How to fail whoever waits; each leaves when it is answered, so that a caller without a token leaves nothing behind. */
  readonly #waiting = new Set<(failure: unknown) => void>();
  #draining = false;

  /** @param readNow answers the version of the list that this instance acts on by then */
  constructor(readNow: () => Promise<string>) {
    this.handlers = {
      // Whoever may refresh proves it, and the public port knows no way to.
      refresh: (_call, respond) => respond({ code: status.UNAUTHENTICATED, details: 'not on this port' }),
      readRevocations: (_call, respond) => {
        const fail = (failure: unknown): void => {
          if (!this.#waiting.delete(fail)) return;
          const { code, message } = grpcStatus(failure instanceof LeaseholdError ? failure : couldNotRead());
          respond({ code, details: message });
        };
        const isFull = this.#waiting.size >= maxWaiting;
        this.#waiting.add(fail);
        if (this.#draining || isFull) {
          fail(this.#draining ? stopping() : full());
          return;
        }
        readNow().then((policyVersion) => {
          if (this.#waiting.delete(fail)) respond(null, create(ReadRevocationsResponseSchema, { policyVersion }));
        }, fail);
      },
    };
  }

  /** Calls that wait for an answer now. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Refuses whoever waits and whoever comes. */
  drain(): void {
    this.#draining = true;
    for (const fail of [...this.#waiting]) fail(stopping());
  }
}

function full(): ResourceExhaustedError {
  return new ResourceExhaustedError(`${maxWaiting} callers wait for this list already`, 1_000);
}

function stopping(): UnavailableError {
  return new UnavailableError('this instance is stopping', 0);
}

/** Why is in the log, for those who may read it. */
function couldNotRead(): UnavailableError {
  return new UnavailableError('who is revoked could not be read; the last known list stays in force', 1_000);
}
