import { type DescMessage, fromBinary, type MessageShape } from '@bufbuild/protobuf';
import { type Any, anyUnpack } from '@bufbuild/protobuf/wkt';
import type { ServiceError } from '@grpc/grpc-js';
import { BadRequestSchema, ErrorInfoSchema, RetryInfoSchema, StatusSchema } from '@leasehold/contract';

/** What a failure tells a program, out of `grpc-status-details-bin`. */
export interface WireDetails {
  readonly reason: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
  /** Fields and rules of a bad request. */
  readonly violations: readonly { readonly field: string; readonly rule: string }[];
  /** When to try again, in milliseconds; `null` when it does not say. */
  readonly retryAfterMs: number | null;
}

/** @throws when the details are there and say something else than the status itself. */
export function detailsOf(error: ServiceError): WireDetails {
  const [bytes] = error.metadata.get('grpc-status-details-bin');
  const none = { reason: undefined, metadata: {}, violations: [], retryAfterMs: null };
  if (!(bytes instanceof Buffer)) return none;
  const status = fromBinary(StatusSchema, bytes);
  if (status.code !== error.code || status.message !== error.details) throw new Error('two answers in one reply');
  const info = unpacked(status.details, ErrorInfoSchema);
  const retry = unpacked(status.details, RetryInfoSchema)?.retryDelay;
  return {
    reason: info?.reason,
    metadata: info?.metadata ?? {},
    violations: (unpacked(status.details, BadRequestSchema)?.fieldViolations ?? []).map((violation) => ({
      field: violation.field,
      rule: violation.description,
    })),
    retryAfterMs: retry === undefined ? null : Number(retry.seconds) * 1_000 + retry.nanos / 1e6,
  };
}

function unpacked<D extends DescMessage>(details: readonly Any[], schema: D): MessageShape<D> | undefined {
  for (const detail of details) {
    const message = anyUnpack(detail, schema);
    if (message !== undefined) return message;
  }
  return undefined;
}
