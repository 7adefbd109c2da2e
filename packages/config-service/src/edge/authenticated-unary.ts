import type { DescMessage, MessageShape } from '@bufbuild/protobuf';
import type { handleUnaryCall, ServerUnaryCall, sendUnaryData } from '@grpc/grpc-js';
import type { EncodedMessage } from '@leasehold/contract';
import type { VerifiedTenant } from '@leasehold/domain';
import { bearerText, parseBearer, type TokenVerifier } from '@leasehold/identity';
import type { AwsTrail } from '../logging/aws-trail.ts';
import type { CallLog } from '../logging/call-record.ts';
import type { CallTally } from '../metrics/call-tally.ts';
import type { RevokedTenants } from '../revocation/revoked-tenants.ts';
import type { InFlight } from './in-flight.ts';
import { type RequestReader, requestReader } from './request-reader.ts';
import { UnaryRun } from './unary-run.ts';
import type { WaitingCalls } from './waiting-calls.ts';

/** What every call needs of the edge. */
export interface EdgeParts {
  readonly verifier: Pick<TokenVerifier, 'verify' | 'recall'>;
  readonly log: CallLog;
  readonly calls: CallTally;
  readonly awsTrail: AwsTrail;
  /** Calls of proven callers. */
  readonly inFlight: InFlight;
  /** Calls whose token is still being verified: a bound of their own, so that strangers cannot take the callers' places. */
  readonly unproven: InFlight;
  readonly waiting: WaitingCalls;
  readonly revoked: Pick<RevokedTenants, 'check'>;
  readonly newRequestId: () => string;
  /** A call may take no longer than this, whatever deadline it asks for, in milliseconds. */
  readonly maxDeadlineMs: number;
}

/**
 * Answers one RPC for a verified caller. It gets no metadata and no raw call, so the tenant it acts for can only be the
 * one the token proved: without the authentication step there is no `VerifiedTenant` to call it with.
 */
export type AuthenticatedHandler<Input extends DescMessage> = (
  caller: VerifiedTenant,
  request: Readonly<MessageShape<Input>>,
  run: UnaryRun,
) => EncodedMessage | Promise<EncodedMessage>;

declare const authenticated: unique symbol;

/** A grpc-js handler that authenticates before it does anything else. Only {@link authenticatedUnary} makes one. */
export type AuthenticatedUnary = handleUnaryCall<Buffer, EncodedMessage> & { readonly [authenticated]: true };

/**
 * Wraps `handler`: bearer token first, then whether its tenant is revoked, then the request's bytes, then the handler.
 * Nothing of the request is looked at before the token is verified.
 */
export function authenticatedUnary<Input extends DescMessage>(
  parts: EdgeParts,
  method: { readonly name: string; readonly input: Input },
  handler: AuthenticatedHandler<Input>,
  read: RequestReader<Input> = requestReader(method.input),
): AuthenticatedUnary {
  const serve = (call: ServerUnaryCall<Buffer, EncodedMessage>, respond: sendUnaryData<EncodedMessage>): void => {
    const run = new UnaryRun(parts, method.name, call, respond);
    try {
      // Only metadata whose name ends in -bin is ever a Buffer, and bearerText refuses what is no string.
      const authorization = call.metadata.get('authorization') as readonly string[];
      const caller = parts.verifier.recall(bearerText(authorization));
      if (caller !== null) {
        proceed(run, caller, call.request);
        return;
      }
      run.admitTo(parts.unproven);
      run.waitFor(parts.verifier.verify(parseBearer(authorization)), (verified) =>
        proceed(run, verified, call.request),
      );
    } catch (failure) {
      run.fail(failure);
    }
  };
  const proceed = (run: UnaryRun, caller: VerifiedTenant, bytes: Buffer): void => {
    run.caller = caller;
    parts.revoked.check(caller);
    run.admitTo(parts.inFlight);
    if (!run.isWanted()) {
      run.abandon();
      return;
    }
    const reply = handler(caller, read(bytes), run);
    if (!(reply instanceof Promise)) {
      run.succeed(reply);
      return;
    }
    // The tenant may have been cut off meanwhile: then nothing leaves that was learnt with its rights, "not found" included.
    const stillAllowed = (): void => parts.revoked.check(caller);
    run.waitFor(reply.finally(stillAllowed), (encoded) => run.succeed(encoded));
  };
  return serve as AuthenticatedUnary;
}
