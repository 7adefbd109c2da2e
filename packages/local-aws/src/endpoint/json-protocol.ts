import { crc32 } from 'node:zlib';
import type { AwsError } from './aws-error.ts';
import type { HttpReply } from './http-message.ts';
import type { Protocol } from './protocol.ts';

export interface JsonDialect {
  readonly version: '1.0' | '1.1';
  /** What stands before an error's code in `__type`; some services put nothing there. */
  readonly errorNamespace: (code: string) => string;
  /** DynamoDB sends a checksum of the body, which its clients may check. */
  readonly checksum: boolean;
  /** Whether every error of the service's model calls its text `Message`. */
  readonly capitalMessages?: boolean;
  /** The service's own code for too many requests; `ThrottlingException`, 400, when absent. */
  readonly throttled?: { readonly code: string; readonly status: number };
}

/** AWS JSON 1.0 or 1.1. */
export function jsonProtocol(dialect: JsonDialect): Protocol {
  const reply = (status: number, content: Readonly<Record<string, unknown>>, requestId: string): HttpReply => {
    const body = JSON.stringify(content);
    return {
      status,
      headers: {
        'Content-Type': `application/x-amz-json-${dialect.version}`,
        'x-amzn-RequestId': requestId,
        ...(dialect.checksum ? { 'x-amz-crc32': String(crc32(body)) } : {}),
      },
      body,
    };
  };
  return {
    commonErrors: {
      missing: { code: 'MissingAuthenticationTokenException', status: 400 },
      incomplete: { code: 'IncompleteSignatureException', status: 400 },
      'unknown-key': { code: 'UnrecognizedClientException', status: 400 },
      mismatch: { code: 'InvalidSignatureException', status: 400 },
      expired: { code: 'ExpiredTokenException', status: 400 },
      throttled: dialect.throttled ?? { code: 'ThrottlingException', status: 400 },
      internal: { code: 'InternalServerError', status: 500 },
      unavailable: { code: 'ServiceUnavailableException', status: 503 },
    },
    renderReply: (_operation, body, requestId) => reply(200, body, requestId),
    renderError: (error, requestId) =>
      reply(
        error.status,
        { __type: typeOf(dialect, error.code), ...messageOf(dialect, error), ...error.members },
        requestId,
      ),
  };
}

function typeOf(dialect: JsonDialect, code: string): string {
  return code.includes('#') ? code : dialect.errorNamespace(code) + code;
}

/** Errors whose model calls the text `Message`, and IAM's refusal in front of every service; all others call it `message`. */
const capitalised: ReadonlySet<string> = new Set([
  'AccessDeniedException',
  'IdempotentParameterMismatchException',
  'InvalidNextToken',
  'TransactionCanceledException',
]);

function messageOf(dialect: JsonDialect, error: AwsError): Readonly<Record<string, string>> {
  if (error.message === '') return {};
  return dialect.capitalMessages === true || capitalised.has(error.code)
    ? { Message: error.message }
    : { message: error.message };
}
