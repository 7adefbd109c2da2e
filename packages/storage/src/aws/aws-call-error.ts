/**
 * What may be kept of a failed AWS call: its operation, AWS's error code and request id. AWS's message is left out because
 * validation messages quote the input, and the SDK's error because it holds the response.
 */
export class AwsCallError extends Error {
  /** For example `dynamodb:GetItem`. */
  readonly operation: string;
  /** AWS's own, for example `ThrottlingException`, or that of the connection, for example `ECONNRESET`. */
  readonly awsCode: string;
  readonly $metadata: AwsCallMetadata;

  constructor(operation: string, awsCode: string, metadata: AwsCallMetadata) {
    super(`${operation} failed with ${awsCode}`);
    this.name = awsCode;
    this.operation = operation;
    this.awsCode = awsCode;
    this.$metadata = metadata;
  }
}

/** Named as the SDK names them, so that a log finds the request id where it looks for it. */
export interface AwsCallMetadata {
  readonly requestId?: string;
  /** Absent when no answer came. */
  readonly httpStatusCode?: number;
  /** At least 1 once something was sent. */
  readonly attempts?: number;
}

const codeGrammar = /^[A-Za-z][A-Za-z0-9_.]{0,63}$/;
const requestIdGrammar = /^[A-Za-z0-9_=+/-]{8,128}$/;

/** The safe part of whatever an SDK call threw. Total. */
export function awsCallError(operation: string, thrown: unknown): AwsCallError {
  const metadata = isRecord(thrown) && isRecord(thrown['$metadata']) ? thrown['$metadata'] : {};
  return new AwsCallError(operation, codeOf(thrown), callMetadata(metadata));
}

/** The members of an SDK `$metadata` that are kept, when they look as they should. */
export function callMetadata(metadata: object): AwsCallMetadata {
  const { requestId, httpStatusCode, attempts } = metadata as Readonly<Record<string, unknown>>;
  return {
    ...(typeof requestId === 'string' && requestIdGrammar.test(requestId) ? { requestId } : {}),
    ...(typeof httpStatusCode === 'number' ? { httpStatusCode } : {}),
    ...(typeof attempts === 'number' ? { attempts } : {}),
  };
}

function codeOf(thrown: unknown): string {
  if (!isRecord(thrown)) return 'UnknownError';
  // A connection's errors have their code in `code` and a meaningless name.
  for (const candidate of [thrown['name'] === 'Error' ? thrown['code'] : thrown['name'], thrown['code']]) {
    if (typeof candidate === 'string' && codeGrammar.test(candidate)) return candidate;
  }
  return 'UnknownError';
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
