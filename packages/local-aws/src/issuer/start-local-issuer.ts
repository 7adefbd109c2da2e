import { randomUUID, sign } from 'node:crypto';
import type { Deployment } from '@leasehold/policies';
import type { HttpReply } from '../endpoint/http-message.ts';
import { startHttpServer } from '../endpoint/http-server.ts';
import { type IdTokenSubject, idTokenClaims } from './id-token.ts';
import { type IssuerKey, newIssuerKey } from './signing-key.ts';

export interface LocalIssuerOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** App client ids; the first is the audience of a token that names none. */
  readonly clientIds: readonly [string, ...string[]];
  /** Milliseconds since the epoch; the system's clock when absent. */
  readonly now?: () => number;
  /** One hour when absent. */
  readonly lifetimeSeconds?: number;
  /** Whom a token's source identity names; the tenant when absent. */
  readonly attribution?: Deployment['attribution'];
}

/** What a test may change about a token, to see it refused. */
export interface TokenOverrides {
  /** Claims put over the usual ones; `undefined` takes one away. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Header members put over the usual ones. */
  readonly header?: Readonly<Record<string, unknown>>;
}

/** A running OpenID Connect issuer with keys of its own. */
export interface LocalIssuer {
  /** `http://127.0.0.1:<port>`, the token's `iss`. */
  readonly issuer: string;
  /** The issuer as IAM names the provider: without the scheme. */
  readonly provider: string;
  readonly port: number;
  readonly clientIds: readonly [string, ...string[]];
  /** Signs an ID token, always truly with RS256 and the current key, whatever the overrides say of themselves. */
  mint(who: IdTokenSubject, overrides?: TokenOverrides): string;
  /** A new key signs from now on. The old one stays published until the next rotation. */
  rotate(): Promise<void>;
  /** While out, discovery and keys answer 503. */
  setOutage(out: boolean): void;
  close(): Promise<void>;
}

/** Starts an issuer on 127.0.0.1 that serves discovery and keys. Rejects with Node's error when the port is taken. */
export async function startLocalIssuer(options: LocalIssuerOptions): Promise<LocalIssuer> {
  const { clientIds, now = Date.now, lifetimeSeconds = 3_600, attribution = 'tenant' } = options;
  let keys: [IssuerKey, ...IssuerKey[]] = [await newIssuerKey()];
  let out = false;
  let url = '';
  const server = await startHttpServer({
    port: options.port,
    bodyLimit: () => 0,
    now,
    handler: async (request) => {
      if (out) return json(503, { error: 'temporarily_unavailable' });
      if (request.method !== 'GET') return json(405, { error: 'method_not_allowed' });
      if (request.path === '/.well-known/openid-configuration') return json(200, discovery(url));
      if (request.path === '/.well-known/jwks.json') return json(200, { keys: keys.map((key) => key.publicJwk) });
      return json(404, { error: 'not_found' });
    },
  });
  url = `http://127.0.0.1:${server.port}`;
  return {
    issuer: url,
    provider: url.slice('http://'.length),
    port: server.port,
    clientIds,
    mint(who, overrides = {}) {
      const [key] = keys;
      const claims = idTokenClaims(who, {
        issuer: url,
        audience: clientIds[0],
        now: Math.floor(now() / 1000),
        lifetimeSeconds,
        tokenId: randomUUID(),
        subject: `${who.tenant}-${who.role}`,
        attribution,
      });
      return signed(key, { ...claims, ...overrides.claims }, overrides.header ?? {});
    },
    async rotate() {
      keys = [await newIssuerKey(), keys[0]];
    },
    setOutage(value) {
      out = value;
    },
    close: () => server.close(),
  };
}

function discovery(issuer: string): Readonly<Record<string, unknown>> {
  return {
    issuer,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
  };
}

function signed(
  key: IssuerKey,
  claims: Readonly<Record<string, unknown>>,
  header: Readonly<Record<string, unknown>>,
): string {
  const part = (content: unknown) => Buffer.from(JSON.stringify(content)).toString('base64url');
  const text = `${part({ alg: 'RS256', typ: 'JWT', kid: key.keyId, ...header })}.${part(claims)}`;
  return `${text}.${sign('sha256', Buffer.from(text), key.privateKey).toString('base64url')}`;
}

function json(status: number, content: Readonly<Record<string, unknown>>): HttpReply {
  return { status, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(content) };
}
