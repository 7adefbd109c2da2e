import type { DescMessage, DescMethodUnary, MessageShape } from '@bufbuild/protobuf';
import { type handleUnaryCall, type ServerUnaryCall, type StatusObject, status } from '@grpc/grpc-js';
import { UnauthenticatedError } from '@leasehold/domain';
import { grpcStatus } from '../edge/grpc-status.ts';
import type { InFlight } from '../edge/in-flight.ts';
import { requestReader } from '../edge/request-reader.ts';
import type { WaitingCall, WaitingCalls } from '../edge/waiting-calls.ts';
import type { CallerProof, RefreshMethod } from './caller-proof.ts';
import type { ProvenCalls } from './proof-first.ts';
import type { RefreshOutcome, RefreshTally } from './refresh-tally.ts';
import type { RefusalLines } from './refusal-lines.ts';

/** What every call of the refresh port needs. */
export interface RefreshParts {
  readonly proof: CallerProof;
  /** The calls that were let through; handlers answer no other. */
  readonly proven: ProvenCalls;
  /** Calls of proven callers, and of those whose proof is looked at: strangers cannot take the callers' places. */
  readonly inFlight: InFlight;
  readonly unproven: InFlight;
  readonly waiting: WaitingCalls;
  readonly tally: RefreshTally;
  readonly refusals: RefusalLines;
}

/** All that a caller learns that was not accepted, whatever it brought. */
const notAccepted = 'the caller was not accepted';

/**
 * Wraps `handler`: only calls whose caller `proofFirst` let through, then the request's bytes, then the handler. Nothing of the
 * request is looked at before. Each call is answered once; one that still waits when the port closes is told so.
 */
export function provenUnary<I extends DescMessage, O extends DescMessage>(
  parts: RefreshParts,
  method: DescMethodUnary<I, O>,
  handler: (request: Readonly<MessageShape<I>>) => MessageShape<O> | Promise<MessageShape<O>>,
): handleUnaryCall<Buffer, MessageShape<O>> {
  const name = method.localName as RefreshMethod;
  const read = requestReader(method.input);
  const reply = async (call: ServerUnaryCall<Buffer, MessageShape<O>>): Promise<MessageShape<O>> => {
    if (!parts.proven.delete(call.metadata)) throw new UnauthenticatedError('principal');
    return inside(parts.inFlight, async () => handler(read(call.request)));
  };
  return (call, respond) => {
    const waiting: WaitingCall = { fail: (failure) => end(failure, failed(parts, failure)) };
    const end = (failure: unknown, outcome: RefreshOutcome, message?: MessageShape<O>): void => {
      if (!parts.waiting.remove(waiting)) return;
      parts.tally.ended(name, outcome);
      if (message === undefined) respond(statusOf(failure));
      else respond(null, message);
    };
    parts.waiting.add(waiting);
    reply(call).then(
      (message) => end(null, 'acknowledged', message),
      (failure) => end(failure, failed(parts, failure)),
    );
  };
}

export async function inside<T>(place: InFlight, work: () => Promise<T>): Promise<T> {
  place.enter();
  try {
    return await work();
  } finally {
    place.leave();
  }
}

export function failed({ refusals }: RefreshParts, failure: unknown): RefreshOutcome {
  if (!(failure instanceof UnauthenticatedError)) return 'failed';
  refusals.refused(failure.reason);
  return 'refused';
}

export function statusOf(failure: unknown): Pick<StatusObject, 'code' | 'details'> {
  if (failure instanceof UnauthenticatedError) return { code: status.UNAUTHENTICATED, details: notAccepted };
  const { code, message } = grpcStatus(failure);
  return { code, details: message };
}
