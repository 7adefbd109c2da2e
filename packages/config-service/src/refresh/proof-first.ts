import { type Metadata, ServerInterceptingCall, type ServerInterceptor } from '@grpc/grpc-js';
import { RefreshService } from '@leasehold/contract';
import type { WaitingCall } from '../edge/waiting-calls.ts';
import type { RefreshMethod } from './caller-proof.ts';
import { failed, inside, type RefreshParts, statusOf } from './proven-unary.ts';

/** Calls whose caller is proven, by their metadata; each is good for one call. */
export type ProvenCalls = WeakSet<Metadata>;

const methods = new Map<string, RefreshMethod>(
  Object.values(RefreshService.method).map(({ name, localName }) => [
    `/${RefreshService.typeName}/${name}`,
    localName as RefreshMethod,
  ]),
);

/**
 * Has each caller proven before its message is taken off the connection. Handlers are called when a message is complete, and a
 * stranger who never completes one would have this instance keep what it has sent of it, as often as it likes.
 */
export function proofFirst(parts: RefreshParts): ServerInterceptor {
  return ({ path }, call) => {
    const method = methods.get(path);
    if (method === undefined) throw new Error('the refresh port has a method without a proof');
    const prove = (metadata: Metadata, proceed: (metadata: Metadata) => void): void => {
      const end = (failure: unknown): void => {
        if (!parts.waiting.remove(waiting)) return;
        parts.tally.ended(method, failed(parts, failure));
        call.sendStatus(statusOf(failure));
      };
      const waiting: WaitingCall = { fail: end };
      parts.waiting.add(waiting);
      const facts = { metadata, getAuthContext: () => call.getAuthContext() };
      inside(parts.unproven, () => parts.proof.prove(method, facts)).then(() => {
        if (!parts.waiting.remove(waiting)) return;
        parts.proven.add(metadata);
        proceed(metadata);
      }, end);
    };
    return new ServerInterceptingCall(call, { start: (next) => next({ onReceiveMetadata: prove }) });
  };
}
