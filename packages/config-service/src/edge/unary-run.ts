import { Metadata, type ServerUnaryCall, type sendUnaryData, status } from '@grpc/grpc-js';
import type { EncodedMessage } from '@leasehold/contract';
import type { TenantId, VerifiedTenant } from '@leasehold/domain';
import type { Severity } from '../logging/call-record.ts';
import { errorFacts } from '../logging/error-facts.ts';
import type { Call } from '../use-cases/call.ts';
import type { EdgeParts } from './authenticated-unary.ts';
import { errorDetails, statusDetailsKey } from './error-details.ts';
import { grpcStatus } from './grpc-status.ts';
import type { InFlight } from './in-flight.ts';

/**
 * Trailing metadata of whatever went wrong, in whole or in part: it names the call in this service's log. Never taken from
 * the client. An answer without a failure has none; the extra header costs a cache hit more than a microsecond.
 */
export const requestIdKey = 'x-request-id';

/** One call from its arrival to its log line: it ends exactly once, whatever happens. */
export class UnaryRun implements Call {
  /** Set once the token is verified; only for the log. */
  caller: VerifiedTenant | undefined;
  /** Where the reply came from; only for the log. */
  source: 'cache' | 'store' | 'stale' | undefined;
  /** A failure inside a call that is answered all the same, such as one key of a batch; only for the log. */
  partialFailure: Error | undefined;
  readonly #parts: EdgeParts;
  readonly #method: string;
  readonly #call: ServerUnaryCall<Buffer, EncodedMessage>;
  readonly #respond: sendUnaryData<EncodedMessage>;
  readonly #requestId: string;
  #awsRequestIds: string[] | undefined;
  readonly #startedAt = performance.now();
  #timer: NodeJS.Timeout | undefined;
  #place: InFlight | undefined;
  /** Whose call this is in its place, once it waits there. */
  #waitsFor: TenantId | null = null;
  /** A step is under way whose result this call waits for, or waited for until its caller left. */
  #working = false;
  #ended = false;

  constructor(
    parts: EdgeParts,
    method: string,
    call: ServerUnaryCall<Buffer, EncodedMessage>,
    respond: sendUnaryData<EncodedMessage>,
  ) {
    this.#parts = parts;
    this.#method = method;
    this.#call = call;
    this.#respond = respond;
    this.#requestId = parts.newRequestId();
  }

  /** Takes a place in `place`, giving up the one it had. @throws ResourceExhaustedError */
  admitTo(place: InFlight): void {
    place.enter(this.caller?.tenant);
    this.#place?.leave();
    this.#place = place;
  }

  /** False once the caller has gone, its deadline has passed, or the call has been answered. */
  isWanted(): boolean {
    return !this.#ended && !this.#call.cancelled;
  }

  remainingMs(): number {
    const ofService = this.#parts.maxDeadlineMs - (performance.now() - this.#startedAt);
    return Math.min(ofService, Number(this.#call.getDeadline()) - Date.now());
  }

  follow<T>(work: () => T): T {
    this.#awsRequestIds ??= [];
    return this.#parts.awsTrail.follow(this.#awsRequestIds, work);
  }

  /**
   * Goes on with `next` when `step` is done, unless the call has ended by then. The call keeps its place until then either
   * way: what a caller who left has set going still takes up this instance.
   */
  waitFor<T>(step: Promise<T>, next: (result: T) => void): void {
    this.#watch();
    this.#working = true;
    if (this.caller !== undefined && this.#waitsFor === null) {
      this.#waitsFor = this.caller.tenant;
      this.#place?.wait(this.#waitsFor);
    }
    step
      .then((result) => {
        this.#working = false;
        if (this.#ended) this.#leave();
        else next(result);
      })
      .catch((failure: unknown) => {
        this.#working = false;
        if (this.#ended) this.#failedLate(failure);
        else this.fail(failure);
      });
  }

  succeed(reply: EncodedMessage): void {
    if (!this.#end()) return;
    const failure = this.partialFailure;
    if (failure === undefined) {
      this.#respond(null, reply);
      this.#log('info', status.OK);
      return;
    }
    this.#respond(null, reply, this.#trailers());
    this.#log(severityOf(grpcStatus(failure).code, failure), status.OK, failure);
  }

  fail(failure: unknown): void {
    if (!this.#end()) return;
    const { code, message } = grpcStatus(failure);
    const metadata = this.#trailers();
    const details = errorDetails(failure);
    if (details !== null) metadata.set(statusDetailsKey, details);
    this.#respond({ code, details: message, metadata });
    this.#log(severityOf(code, failure), code, failure);
  }

  /** The caller has gone: nothing can be answered, but the line is written. */
  abandon(): void {
    if (!this.#end()) return;
    const expired = Number(this.#call.getDeadline()) <= Date.now();
    this.#log('info', expired ? status.DEADLINE_EXCEEDED : status.CANCELLED);
  }

  /** Nobody waits for the answer any more, but what must wake somebody is told, in a second line of this call. */
  #failedLate(failure: unknown): void {
    this.#leave();
    const { code } = grpcStatus(failure);
    const severity = severityOf(code, failure);
    if (severity === 'error') this.#log(severity, code, failure, true);
  }

  /** From the first wait on, the caller may leave and time may run out. A cache hit never gets here. */
  #watch(): void {
    if (this.#timer !== undefined) return;
    this.#call.once('cancelled', () => this.abandon());
    this.#parts.waiting.add(this);
    this.#timer = setTimeout(() => this.#expire(), this.#parts.maxDeadlineMs);
  }

  #expire(): void {
    if (!this.#end()) return;
    const code = status.DEADLINE_EXCEEDED;
    const details = `this service gives a call at most ${this.#parts.maxDeadlineMs} ms`;
    this.#respond({ code, details, metadata: this.#trailers() });
    this.#log('warn', code);
  }

  #end(): boolean {
    if (this.#ended) return false;
    this.#ended = true;
    if (this.#timer !== undefined) {
      clearTimeout(this.#timer);
      this.#parts.waiting.remove(this);
    }
    if (!this.#working) this.#leave();
    return true;
  }

  #leave(): void {
    this.#place?.leave(this.#waitsFor);
    this.#place = undefined;
  }

  #trailers(): Metadata {
    const trailers = new Metadata();
    trailers.set(requestIdKey, this.#requestId);
    return trailers;
  }

  #log(severity: Severity, grpcCode: status, failure?: unknown, isLate = false): void {
    const { caller, source } = this;
    const awsRequestIds = this.#awsRequestIds;
    const latencyMs = Math.round((performance.now() - this.#startedAt) * 1000) / 1000;
    if (!isLate) this.#parts.calls.ended(this.#method, grpcCode, latencyMs);
    if (grpcCode === status.OK && failure === undefined && caller !== undefined && source === 'cache') {
      const { tenant, subject, role } = caller;
      this.#parts.log.writeHit({ requestId: this.#requestId, method: this.#method, tenant, subject, role, latencyMs });
      return;
    }
    this.#parts.log.write(severity, {
      requestId: this.#requestId,
      method: this.#method,
      ...(caller && { tenant: caller.tenant, subject: caller.subject, role: caller.role }),
      latencyMs,
      grpcCode,
      ...(source && { source }),
      ...(awsRequestIds?.length && { awsRequestIds }),
      ...(failure !== undefined && errorFacts(failure)),
    });
  }
}

/** What must wake somebody is an error; what a caller did wrong is not. */
export function severityOf(code: status, failure: unknown): Severity {
  if (code === status.INTERNAL || errorFacts(failure).errorCode === 'isolation-refused') return 'error';
  return code === status.UNAVAILABLE || code === status.RESOURCE_EXHAUSTED ? 'warn' : 'info';
}
