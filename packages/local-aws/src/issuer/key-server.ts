import type { HttpReply } from '../endpoint/http-message.ts';
import { type HttpServer, startHttpServer } from '../endpoint/http-server.ts';

export interface KeyServerOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Names of the algorithms its tokens are signed with. */
  readonly algorithms: readonly string[];
  /** What is published now. */
  readonly keys: () => Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** While true, everything answers 503. */
  readonly isOut: () => boolean;
}

/** Where verifiers find an issuer's keys: `/.well-known/openid-configuration` and `/.well-known/jwks.json` on 127.0.0.1. */
export async function startKeyServer(options: KeyServerOptions): Promise<HttpServer & { readonly url: string }> {
  const { port, now, algorithms, keys, isOut } = options;
  let url = '';
  const server = await startHttpServer({
    port,
    bodyLimit: () => 0,
    now,
    handler: async (request) => {
      if (isOut()) return json(503, { error: 'temporarily_unavailable' });
      if (request.method !== 'GET') return json(405, { error: 'method_not_allowed' });
      if (request.path === '/.well-known/openid-configuration') return json(200, discovery(url, algorithms));
      if (request.path === '/.well-known/jwks.json') return json(200, { keys: await keys() });
      return json(404, { error: 'not_found' });
    },
  });
  url = `http://127.0.0.1:${server.port}`;
  return { ...server, url };
}

function discovery(issuer: string, algorithms: readonly string[]): Readonly<Record<string, unknown>> {
  return {
    issuer,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: algorithms,
  };
}

function json(status: number, content: Readonly<Record<string, unknown>>): HttpReply {
  return { status, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(content) };
}
