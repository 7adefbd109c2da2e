import crypto from 'node:crypto';
import { ServerResponse } from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import type { LeakWatch } from './leak-watch.ts';

/** What the embedded AWS hands out, in XML by STS and in JSON to the task. */
const handedOut = [
  /<(?:SecretAccessKey|SessionToken)>([^<]{16,})</g,
  /"(?:SecretAccessKey|Token|SessionToken)":"([^"]{16,})"/g,
];

const headerAndPayload = /^[\w-]+\.[\w-]+$/;

/** Has the watch learn every secret this process makes: sessions, as they leave the server, and tokens, as they are signed. */
export function tapSecrets(watch: LeakWatch): void {
  const end = ServerResponse.prototype.end;
  ServerResponse.prototype.end = function (this: ServerResponse, ...args: unknown[]) {
    const [body] = args;
    if (typeof body === 'string' || body instanceof Uint8Array) {
      const text = Buffer.from(body as string).toString();
      if (/plain/.test(String(this.getHeader('content-type')))) watch.text('a metrics reply', text);
      else for (const kind of handedOut) for (const [, secret = ''] of text.matchAll(kind)) watch.secret(secret);
    }
    return Reflect.apply(end, this, args);
  } as typeof end;

  const { sign } = crypto;
  crypto.sign = ((...args: Parameters<typeof sign>) => {
    const signature = sign(...args) as unknown;
    const [, data] = args;
    const text = Buffer.from(data as Uint8Array).toString();
    // The rest of a token begins like every other, and opens nothing without its signature.
    if (signature instanceof Buffer && headerAndPayload.test(text)) watch.secret(signature.toString('base64url'));
    return signature;
  }) as typeof sign;
  syncBuiltinESMExports();
}
