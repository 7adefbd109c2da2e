import { Metadata, type ServerWritableStream, status } from '@grpc/grpc-js';
import type { EncodedMessage } from '@leasehold/contract';
import type { VerifiedTenant } from '@leasehold/domain';
import { errorFacts } from '../logging/error-facts.ts';
import type { EdgeParts } from './authenticated-unary.ts';
import { errorDetails, statusDetailsKey } from './error-details.ts';
import { grpcStatus } from './grpc-status.ts';
import { requestIdKey, severityOf } from './unary-run.ts';

/** One stream from its arrival to its log line: it ends exactly once, whatever happens. */
export class StreamRun {
  /** Set once the token is verified; only for the log. */
  caller: VerifiedTenant | undefined;
  readonly #parts: EdgeParts;
  readonly #method: string;
  readonly #call: ServerWritableStream<Buffer, EncodedMessage>;
  readonly #requestId: string;
  readonly #startedAt = performance.now();
  #follower: { end(failure: null): void } | undefined;
  #ended = false;

  constructor(parts: EdgeParts, method: string, call: ServerWritableStream<Buffer, EncodedMessage>) {
    this.#parts = parts;
    this.#method = method;
    this.#call = call;
    this.#requestId = parts.newRequestId();
    call.once('cancelled', () => this.#left());
  }

  /** Goes on with `next` when the token is verified. Until then it has a place among the calls that are not proven. */
  verify(begin: () => Promise<VerifiedTenant>, next: (caller: VerifiedTenant) => void): void {
    const { unproven, waiting, maxDeadlineMs } = this.#parts;
    unproven.enter();
    let verification: Promise<VerifiedTenant>;
    try {
      verification = begin();
    } catch (failure) {
      unproven.leave();
      throw failure;
    }
    const place = { fail: (failure: unknown) => this.end(failure) };
    waiting.add(place);
    const late = setTimeout(() => this.#late(maxDeadlineMs), maxDeadlineMs);
    verification
      .finally(() => {
        clearTimeout(late);
        waiting.remove(place);
        unproven.leave();
      })
      .then((caller) => {
        if (!this.#ended) next(caller);
      })
      .catch((failure: unknown) => this.end(failure));
  }

  /** Tells `follower` when the caller has left; at once if it has already. */
  follow(follower: { end(failure: null): void }): void {
    this.#follower = follower;
    if (this.#ended || this.#call.cancelled) this.#left();
  }

  /** Hands a message on; `done` is called when the transport has taken it, and never once the stream has ended. */
  write(message: EncodedMessage, done: () => void): void {
    if (this.#ended) return;
    this.#call.write(message, (error: Error | null | undefined) => {
      if (!this.#ended && (error === null || error === undefined)) done();
    });
  }

  /** Ends the stream with this failure. What was handed on before it still goes out. */
  end(failure: unknown): void {
    const { code, message } = grpcStatus(failure);
    if (!this.#finish()) return;
    this.#send(code, message, errorDetails(failure));
    this.#log(code, failure);
  }

  #late(maxDeadlineMs: number): void {
    if (!this.#finish()) return;
    this.#send(status.DEADLINE_EXCEEDED, `this service gives a call at most ${maxDeadlineMs} ms`, null);
    this.#log(status.DEADLINE_EXCEEDED);
  }

  #send(code: status, details: string, rich: Buffer | null): void {
    const metadata = new Metadata();
    metadata.set(requestIdKey, this.#requestId);
    if (rich !== null) metadata.set(statusDetailsKey, rich);
    this.#call.emit('error', { code, details, metadata });
  }

  /** grpc-js says `cancelled` at the end of every stream, ours included. */
  #left(): void {
    if (this.#finish()) {
      const expired = Number(this.#call.getDeadline()) <= Date.now();
      this.#log(expired ? status.DEADLINE_EXCEEDED : status.CANCELLED);
    }
    this.#follower?.end(null);
  }

  #finish(): boolean {
    if (this.#ended) return false;
    this.#ended = true;
    return true;
  }

  #log(grpcCode: status, failure?: unknown): void {
    const { caller } = this;
    const latencyMs = Math.round((performance.now() - this.#startedAt) * 1000) / 1000;
    this.#parts.calls.ended(this.#method, grpcCode, latencyMs);
    this.#parts.log.write(severityOf(grpcCode, failure), {
      requestId: this.#requestId,
      method: this.#method,
      ...(caller && { tenant: caller.tenant, subject: caller.subject, role: caller.role }),
      latencyMs,
      grpcCode,
      ...(failure !== undefined && errorFacts(failure)),
    });
  }
}
