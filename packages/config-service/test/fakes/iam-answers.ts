import type { IncomingMessage, ServerResponse } from 'node:http';
import { localDeployment, nobodyRevoked, revocationsPolicy } from '@leasehold/policies';

/** For a process that looks for credentials by the SDK's default chain. */
export const anyCredentials = { AWS_ACCESS_KEY_ID: 'AKIAFAKE', AWS_SECRET_ACCESS_KEY: 'fake-secret-access-key' };

/** Answers as an IAM where nobody is revoked. */
export async function answerAsIam(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  const operation = new URLSearchParams(body).get('Action') ?? '';
  const document = encodeURIComponent(JSON.stringify(revocationsPolicy(localDeployment, nobodyRevoked)));
  const result =
    operation === 'GetPolicy'
      ? '<Policy><PolicyId>ANPA1</PolicyId><DefaultVersionId>v1</DefaultVersionId><UpdateDate>2026-11-25T12:00:00Z</UpdateDate></Policy>'
      : `<PolicyVersion><Document>${document}</Document><VersionId>v1</VersionId></PolicyVersion>`;
  response.setHeader('content-type', 'text/xml');
  response.end(`<${operation}Response><${operation}Result>${result}</${operation}Result></${operation}Response>`);
}
