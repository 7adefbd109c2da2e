import { LeaseholdError, UnauthenticatedError } from '@leasehold/domain';

/** What may be logged of a failure: classes and fixed words. Messages are left out, they may quote what they refuse. */
export interface ErrorFacts {
  readonly errorCode: string;
  readonly errorClasses: readonly string[];
  readonly reason?: string;
  readonly awsRequestIds?: readonly string[];
}

const maxDepth = 5;
const className = /^[A-Za-z_$][A-Za-z0-9_.$]{0,63}$/;
const requestIdGrammar = /^[A-Za-z0-9_=+/-]{8,128}$/;

/** Total: any thrown thing has facts. */
export function errorFacts(failure: unknown): ErrorFacts {
  const chain = causes(failure);
  const awsRequestIds = chain.map(awsRequestId).filter((id) => id !== undefined);
  return {
    errorCode: failure instanceof LeaseholdError ? failure.code : 'internal',
    errorClasses: chain.map(nameOf),
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

/** AWS SDK errors carry the request id of AWS in `$metadata`. */
function awsRequestId(failure: unknown): string | undefined {
  if (typeof failure !== 'object' || failure === null || !('$metadata' in failure)) return undefined;
  const { $metadata: metadata } = failure;
  if (typeof metadata !== 'object' || metadata === null || !('requestId' in metadata)) return undefined;
  const { requestId } = metadata;
  return typeof requestId === 'string' && requestIdGrammar.test(requestId) ? requestId : undefined;
}
