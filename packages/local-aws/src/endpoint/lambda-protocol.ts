import type { AwsError } from './aws-error.ts';
import type { HttpReply } from './http-message.ts';
import type { Protocol } from './protocol.ts';

/** Lambda's REST protocol, as far as Invoke needs it: the payload is the body, what is said of it are headers. */
export const lambdaProtocol: Protocol = {
  commonErrors: {
    missing: { code: 'MissingAuthenticationTokenException', status: 403 },
    incomplete: { code: 'IncompleteSignatureException', status: 403 },
    'unknown-key': { code: 'UnrecognizedClientException', status: 403 },
    mismatch: { code: 'InvalidSignatureException', status: 403 },
    expired: { code: 'ExpiredTokenException', status: 403 },
    throttled: { code: 'TooManyRequestsException', status: 429 },
    internal: { code: 'ServiceException', status: 500 },
    unavailable: { code: 'ServiceException', status: 500 },
  },
  renderReply: (_operation, body, requestId) => reply(body, requestId),
  renderError: (error, requestId) => errorReply(error, requestId),
};

function reply(body: Readonly<Record<string, unknown>>, requestId: string): HttpReply {
  const { StatusCode: status, FunctionError: failed, ExecutedVersion: version, Payload: payload } = body;
  return {
    status: typeof status === 'number' ? status : 200,
    headers: {
      'Content-Type': 'application/json',
      'x-amzn-RequestId': requestId,
      ...(typeof version === 'string' ? { 'X-Amz-Executed-Version': version } : {}),
      ...(typeof failed === 'string' ? { 'X-Amz-Function-Error': failed } : {}),
    },
    body: typeof payload === 'string' ? payload : '',
  };
}

function errorReply(error: AwsError, requestId: string): HttpReply {
  return {
    status: error.status,
    headers: { 'Content-Type': 'application/json', 'x-amzn-RequestId': requestId, 'x-amzn-ErrorType': error.code },
    body: JSON.stringify({ Type: error.status < 500 ? 'User' : 'Service', message: error.message }),
  };
}
