/** The STS operations that give a session. */
export type StsOperation = 'AssumeRole' | 'AssumeRoleWithWebIdentity';

/**
 * What may be known about an STS call that failed. It replaces the SDK's error, whose message can quote request
 * parameters (a validation error quotes the token) and whose members lead to the response.
 */
export class StsCallError extends Error {
  readonly operation: StsOperation | 'GetCallerIdentity';
  /** AWS's wire code without `Exception`, or the class or code of a failure without an answer. */
  readonly awsCode: string;
  /** `null` when there was no answer. */
  readonly status: number | null;
  readonly requestId: string | null;
  readonly attempts: number;

  constructor(operation: StsCallError['operation'], thrown: unknown) {
    const facts = factsOf(thrown);
    super(`sts:${operation} failed: ${facts.awsCode} (${facts.status ?? 'no answer'})`);
    this.name = 'StsCallError';
    this.operation = operation;
    this.awsCode = facts.awsCode;
    this.status = facts.status;
    this.requestId = facts.requestId;
    this.attempts = facts.attempts;
  }
}

const codeGrammar = /^[A-Za-z0-9_.]{1,64}$/;
const requestIdGrammar = /^[A-Za-z0-9-]{1,64}$/;

function factsOf(thrown: unknown): {
  awsCode: string;
  status: number | null;
  requestId: string | null;
  attempts: number;
} {
  const error = isRecord(thrown) ? thrown : {};
  const metadata = isRecord(error['$metadata']) ? error['$metadata'] : {};
  const { httpStatusCode: status, requestId, attempts } = metadata;
  // Node's network errors are all named `Error`; their code tells them apart.
  const name = String((error['name'] === 'Error' ? error['code'] : error['name']) ?? 'Unknown');
  return {
    awsCode: codeGrammar.test(name) ? name.replace(/Exception$/, '') : 'Unknown',
    status: typeof status === 'number' ? status : null,
    requestId: typeof requestId === 'string' && requestIdGrammar.test(requestId) ? requestId : null,
    attempts: typeof attempts === 'number' ? attempts : 1,
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
