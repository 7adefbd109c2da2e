import { LeaseholdError, UnauthenticatedError } from '@leasehold/domain';
import { RevocationsUnreadableError } from '@leasehold/policies';
import { RevocationError } from '@leasehold/revocation';
import { VendingFaultError } from '@leasehold/vending';

/** What may be logged of a failure: fixed words, classes and places. */
export interface ErrorFacts {
  /** The domain error's code, or `internal`. */
  readonly errorCode: string;
  /** Only of our own errors, whose texts are fixed: any other may quote what it refused. */
  readonly errorMessage?: string;
  /** Where a failure nobody expected came from: stack frames, without the message above them. */
  readonly frames?: readonly string[];
  readonly errorClasses: readonly string[];
  readonly reason?: string;
  readonly awsRequestIds?: readonly string[];
}

const maxDepth = 5;
const maxFrames = 6;
/** A message can span lines too, so a frame must look like one and nothing else. */
const frame = /^ {4}at [A-Za-z0-9_$.#<> [\]]{0,120}\(?(file:\/\/|node:)?[A-Za-z0-9_@+./%-]{1,300}:[0-9]+:[0-9]+\)?$/;
const className = /^[A-Za-z_$][A-Za-z0-9_.$]{0,63}$/;
const requestIdGrammar = /^[A-Za-z0-9_=+/-]{8,128}$/;

/** Errors whose texts we wrote: fixed words, names and numbers. */
const ours = [LeaseholdError, VendingFaultError, RevocationError, RevocationsUnreadableError] as const;

function isOurs(failure: unknown): failure is Error {
  return ours.some((kind) => failure instanceof kind);
}

/** Total: any thrown thing has facts. */
export function errorFacts(failure: unknown): ErrorFacts {
  const chain = causes(failure);
  const awsRequestIds = chain.map(awsRequestId).filter((id) => id !== undefined);
  return {
    errorCode: failure instanceof LeaseholdError ? failure.code : 'internal',
    errorClasses: chain.map(nameOf),
    ...(isOurs(failure) ? { errorMessage: failure.message } : { frames: framesOf(failure) }),
    ...(failure instanceof UnauthenticatedError ? { reason: failure.reason } : {}),
    ...(awsRequestIds.length > 0 ? { awsRequestIds } : {}),
  };
}

function causes(failure: unknown): readonly unknown[] {
  const chain: unknown[] = [];
  for (let next = failure; next !== undefined && chain.length < maxDepth; ) {
    chain.push(next);
    next = next instanceof Error ? next.cause : undefined;
  }
  return chain;
}

/** An error's `name` may come from a remote answer, so it must look like a class name to be logged. */
function nameOf(failure: unknown): string {
  if (!(failure instanceof Error)) return typeof failure;
  return className.test(failure.name) ? failure.name : 'Error';
}

function framesOf(failure: unknown): readonly string[] {
  const stack = failure instanceof Error ? (failure.stack ?? '') : '';
  return stack
    .split('\n')
    .filter((line) => frame.test(line))
    .slice(0, maxFrames)
    .map((line) => line.trim());
}

/** The request id of AWS: in `$metadata` of an SDK error, or copied from there by one of ours. */
function awsRequestId(failure: unknown): string | undefined {
  const holder = isRecord(failure) && isRecord(failure['$metadata']) ? failure['$metadata'] : failure;
  const requestId = isRecord(holder) ? holder['requestId'] : undefined;
  return typeof requestId === 'string' && requestIdGrammar.test(requestId) ? requestId : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
