import type { AwsError } from './aws-error.ts';
import type { HttpReply } from './http-message.ts';
import type { Protocol } from './protocol.ts';
import { type XmlContent, xmlElement } from './xml.ts';

/** The AWS query protocol: form fields in, XML out. A service's reply body holds text, numbers, dates and parts of these. */
export function queryProtocol(namespace: string): Protocol {
  const xmlns = ` xmlns="${namespace}"`;
  const reply = (status: number, body: string, requestId: string): HttpReply => ({
    status,
    headers: { 'Content-Type': 'text/xml', 'x-amzn-RequestId': requestId },
    body: `${body}\n`,
  });
  return {
    commonErrors: {
      missing: { code: 'MissingAuthenticationToken', status: 403 },
      incomplete: { code: 'IncompleteSignature', status: 400 },
      'unknown-key': { code: 'InvalidClientTokenId', status: 403 },
      mismatch: { code: 'SignatureDoesNotMatch', status: 403 },
      expired: { code: 'ExpiredToken', status: 403 },
      throttled: { code: 'Throttling', status: 400 },
      internal: { code: 'InternalFailure', status: 500 },
      unavailable: { code: 'ServiceUnavailable', status: 503 },
    },
    renderReply: (operation, body, requestId) => {
      const content: XmlContent = {
        // An operation that answers nothing has no result element.
        [`${operation}Result`]: Object.keys(body).length === 0 ? null : (body as XmlContent),
        ResponseMetadata: { RequestId: requestId },
      };
      return reply(200, xmlElement(`${operation}Response`, content, xmlns), requestId);
    },
    renderError: (error, requestId) => {
      const content: XmlContent = { Error: errorPart(error), RequestId: requestId };
      return reply(error.status, xmlElement('ErrorResponse', content, xmlns), requestId);
    },
  };
}

function errorPart(error: AwsError): XmlContent {
  return { Type: error.status >= 500 ? 'Receiver' : 'Sender', Code: error.code, Message: error.message };
}

/** Form fields as an operation's input. A field sent twice is refused, since two readers could take different ones. */
export function formFields(text: string): Readonly<Record<string, string>> | null {
  const fields: Record<string, string> = Object.create(null);
  for (const [name, value] of new URLSearchParams(text)) {
    if (name in fields) return null;
    fields[name] = value;
  }
  return fields;
}
