import { create, type DescMessage, type MessageInitShape, type MessageShape, toBinary } from '@bufbuild/protobuf';
import { type Any, anyPack, durationFromMs } from '@bufbuild/protobuf/wkt';
import { BadRequestSchema, ErrorInfoSchema, RetryInfoSchema, StatusSchema } from '@leasehold/contract';
import {
  InvalidInputError,
  IsolationRefusedError,
  LeaseholdError,
  ResourceExhaustedError,
  TenantRevokedError,
  UnavailableError,
  VersionConflictError,
} from '@leasehold/domain';
import { grpcStatus } from './grpc-status.ts';

/** Trailing metadata that carries a serialized google.rpc.Status. */
export const statusDetailsKey = 'grpc-status-details-bin';

const errorDomain = 'leasehold';

/** The `google.rpc.Status` of a failure with what a program can act on, or `null` when there is nothing to add. */
export function errorDetails(failure: unknown): Buffer | null {
  if (!(failure instanceof LeaseholdError)) return null;
  const { code, message } = grpcStatus(failure);
  const rich = create(StatusSchema, { code, message, details: [errorInfo(failure), ...specifics(failure)] });
  return Buffer.from(toBinary(StatusSchema, rich));
}

function errorInfo(failure: LeaseholdError): Any {
  const name = failure instanceof TenantRevokedError ? 'tenant-revoked' : failure.code;
  const reason = name.toUpperCase().replaceAll('-', '_');
  return pack(ErrorInfoSchema, { reason, domain: errorDomain, metadata: namedFacts(failure) });
}

function namedFacts(failure: LeaseholdError): Record<string, string> {
  if (failure instanceof VersionConflictError) return { current_version: String(failure.currentVersion) };
  if (failure instanceof IsolationRefusedError) return { action: failure.action };
  return {};
}

function specifics(failure: LeaseholdError): readonly Any[] {
  if (failure instanceof InvalidInputError) {
    const violation = { field: failure.field, description: failure.rule };
    return [pack(BadRequestSchema, { fieldViolations: [violation] })];
  }
  if (failure instanceof UnavailableError || failure instanceof ResourceExhaustedError) {
    return [pack(RetryInfoSchema, { retryDelay: durationFromMs(failure.retryAfterMs) })];
  }
  return [];
}

function pack<D extends DescMessage>(schema: D, init: MessageInitShape<D>): Any {
  return anyPack(schema, create(schema, init) as MessageShape<D>);
}
