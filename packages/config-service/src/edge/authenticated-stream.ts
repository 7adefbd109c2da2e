import type { DescMessage, MessageShape } from '@bufbuild/protobuf';
import type { handleServerStreamingCall, ServerWritableStream } from '@grpc/grpc-js';
import type { EncodedMessage } from '@leasehold/contract';
import type { VerifiedTenant } from '@leasehold/domain';
import { bearerText, parseBearer } from '@leasehold/identity';
import type { EdgeParts } from './authenticated-unary.ts';
import { requestReader } from './request-reader.ts';
import { StreamRun } from './stream-run.ts';

/**
 * Begins one stream for a verified caller; what comes of it goes by `run`. As with unary calls it gets no metadata and no raw call.
 * @returns what is told when the caller has left
 */
export type AuthenticatedStreamHandler<Input extends DescMessage> = (
  caller: VerifiedTenant,
  request: Readonly<MessageShape<Input>>,
  run: StreamRun,
) => { end(failure: null): void };

declare const authenticated: unique symbol;

/** A grpc-js handler that authenticates before it does anything else. Only {@link authenticatedStream} makes one. */
export type AuthenticatedStream = handleServerStreamingCall<Buffer, EncodedMessage> & {
  readonly [authenticated]: true;
};

/** Wraps `handler` as `authenticatedUnary` does: token, then revocation, then the request's bytes, then the handler. */
export function authenticatedStream<Input extends DescMessage>(
  parts: EdgeParts,
  method: { readonly name: string; readonly input: Input },
  handler: AuthenticatedStreamHandler<Input>,
): AuthenticatedStream {
  const read = requestReader(method.input);
  const serve = (call: ServerWritableStream<Buffer, EncodedMessage>): void => {
    const run = new StreamRun(parts, method.name, call);
    try {
      // Only metadata whose name ends in -bin is ever a Buffer, and bearerText refuses what is no string.
      const authorization = call.metadata.get('authorization') as readonly string[];
      const caller = parts.verifier.recall(bearerText(authorization));
      if (caller !== null) proceed(run, caller, call.request);
      else
        run.verify(
          () => parts.verifier.verify(parseBearer(authorization)),
          (known) => proceed(run, known, call.request),
        );
    } catch (failure) {
      run.end(failure);
    }
  };
  const proceed = (run: StreamRun, caller: VerifiedTenant, bytes: Buffer): void => {
    run.caller = caller;
    parts.revoked.check(caller);
    run.follow(handler(caller, read(bytes), run));
  };
  return serve as AuthenticatedStream;
}
