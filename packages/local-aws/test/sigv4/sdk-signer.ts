import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { HttpHeaders, type HttpRequest } from '../../src/endpoint/http-message.ts';

/** SHA-256 in the shape the SDK's signer asks for. */
class Sha256 {
  readonly #secret: string | Buffer | undefined;
  #hash: Hash | Hmac;

  constructor(secret?: unknown) {
    this.#secret = secret === undefined ? undefined : toBuffer(secret);
    this.#hash = this.#fresh();
  }

  update(data: unknown): void {
    this.#hash.update(toBuffer(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    this.#hash = this.#fresh();
  }

  #fresh(): Hash | Hmac {
    return this.#secret === undefined ? createHash('sha256') : createHmac('sha256', this.#secret);
  }
}

function toBuffer(data: unknown): Buffer {
  if (typeof data === 'string') return Buffer.from(data);
  if (data instanceof Uint8Array) return Buffer.from(data);
  if (data instanceof ArrayBuffer) return Buffer.from(new Uint8Array(data));
  throw new Error('the signer hashes text and bytes');
}

export interface Unsigned {
  readonly method?: string;
  readonly path?: string;
  readonly query?: Readonly<Record<string, string | string[]>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Signing {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly region: string;
  readonly service: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** A request as the AWS SDK's own signer signs it, in the form our server receives it. */
export async function signedBySdk(request: Unsigned, signing: Signing): Promise<HttpRequest> {
  const { accessKeyId, secretAccessKey, sessionToken } = signing;
  const signer = new SignatureV4({
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) },
    region: signing.region,
    service: signing.service,
    sha256: Sha256,
  });
  const signed = await signer.sign(
    {
      method: request.method ?? 'POST',
      protocol: 'http:',
      hostname: '127.0.0.1',
      path: request.path ?? '/',
      query: { ...request.query },
      headers: { host: '127.0.0.1:4566', ...request.headers },
      body: request.body ?? '',
    },
    { signingDate: new Date(signing.at) },
  );
  return received(
    signed.method,
    signed.path,
    queryText(signed.query ?? {}),
    Object.fromEntries(Object.entries(signed.headers).map(([name, value]) => [name, [value]])),
    request.body ?? '',
  );
}

function received(
  method: string,
  path: string,
  query: string,
  headers: Readonly<Record<string, readonly string[]>>,
  body: string,
): HttpRequest {
  return { method, path, query, headers: new HttpHeaders(headers), body: Buffer.from(body), sourceIp: '127.0.0.1' };
}

function queryText(query: Readonly<Record<string, string | string[] | null>>): string {
  return Object.entries(query)
    .flatMap(([name, value]) => (Array.isArray(value) ? value : [value ?? '']).map((one) => [name, one] as const))
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&');
}
