import { randomUUID } from 'node:crypto';
import type { Deployment } from '@leasehold/policies';
import { type IdTokenSubject, idTokenClaims } from './id-token.ts';
import { startKeyServer } from './key-server.ts';
import { type IssuerKey, newIssuerKey, signedToken } from './signing-key.ts';

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
  let keys: [IssuerKey, ...IssuerKey[]] = [await newIssuerKey('RS256')];
  let out = false;
  const server = await startKeyServer({
    port: options.port,
    now,
    algorithms: ['RS256'],
    keys: async () => keys.map((key) => key.publicJwk),
    isOut: () => out,
  });
  const { url } = server;
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
      return signedToken(key, { ...claims, ...overrides.claims }, overrides.header);
    },
    async rotate() {
      keys = [await newIssuerKey('RS256'), keys[0]];
    },
    setOutage(value) {
      out = value;
    },
    close: () => server.close(),
  };
}
