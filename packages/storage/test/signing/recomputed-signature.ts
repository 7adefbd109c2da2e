import { createHash, createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** One signed request, as it arrived. */
export interface ArrivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Key material as the test gave it to a tenant's session. */
export interface SigningSecret {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

const scheme =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/;

/** The access key a request says it was signed with. */
export function claimedAccessKey(request: ArrivedRequest): string | null {
  return scheme.exec(request.headers.authorization ?? '')?.[1] ?? null;
}

/**
 * Whether `secret` and nothing else signed the request, by computing Signature Version 4 again from the specification,
 * without the SDK. Only for paths of one slash and without a query, as both services' protocols have it.
 */
export function isSignedBy(secret: SigningSecret, service: string, request: ArrivedRequest): boolean {
  const found = scheme.exec(request.headers.authorization ?? '');
  if (found === null || request.path !== '/') return false;
  const [, accessKeyId, day = '', region = '', signedService = '', signedHeaders = '', signature = ''] = found;
  if (accessKeyId !== secret.accessKeyId || signedService !== service) return false;
  if (request.headers['x-amz-security-token'] !== secret.sessionToken) return false;
  const names = signedHeaders.split(';');
  if (!names.includes('host') || !names.includes('x-amz-security-token') || !names.includes('x-amz-date')) return false;
  const canonical = [
    request.method,
    '/',
    '',
    ...names.map((name) => `${name}:${String(request.headers[name]).trim().replace(/ +/g, ' ')}`),
    '',
    signedHeaders,
    sha256(request.body),
  ].join('\n');
  const scope = `${day}/${region}/${service}/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', request.headers['x-amz-date'], scope, sha256(canonical)].join('\n');
  const key = [day, region, service, 'aws4_request'].reduce(hmac, Buffer.from(`AWS4${secret.secretAccessKey}`));
  return hmac(key, toSign).toString('hex') === signature;
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text, 'utf8').digest();
}
