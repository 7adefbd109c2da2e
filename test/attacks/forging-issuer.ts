import { generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Members = Readonly<Record<string, unknown>>;

/** An OpenID Connect issuer whose key the test holds: it signs any text, also one no issuer would write. */
export class ForgingIssuer {
  readonly url: string;
  readonly keyId: string = randomUUID();
  readonly publicKey: KeyObject;
  readonly #privateKey: KeyObject;
  readonly #server: Server;
  /** How often anybody asked this server for anything. */
  requests = 0;

  private constructor(server: Server) {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    this.publicKey = publicKey;
    this.#privateKey = privateKey;
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('request', (request, response) => {
      this.requests += 1;
      const answer = this.#answers()[request.url ?? ''];
      response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
      response.end(answer === undefined ? '' : JSON.stringify(answer));
    });
  }

  static async start(): Promise<ForgingIssuer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new ForgingIssuer(server);
  }

  get publicJwk(): Members {
    return { ...this.publicKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: this.keyId };
  }

  get jwksUri(): string {
    return `${this.url}/.well-known/jwks.json`;
  }

  /** Claims of a good ID token for `audience` of acme's reader, with `changes`; `undefined` takes one away. */
  claims(audience: string, changes: Members = {}): Members {
    const now = Math.floor(Date.now() / 1000);
    return {
      iss: this.url,
      aud: audience,
      sub: 'ann',
      token_use: 'id',
      iat: now,
      exp: now + 3_600,
      'custom:tenantId': 'acme',
      'custom:userRole': 'reader',
      'https://aws.amazon.com/tags': { principal_tags: { TenantId: ['acme'], UserRole: ['reader'] } },
      'https://aws.amazon.com/source_identity': 'acme',
      ...changes,
    };
  }

  /** Header and payload as given, truly signed with RS256 whatever they say of themselves. */
  sign(headerText: string, payloadText: string): string {
    const input = `${base64url(headerText)}.${base64url(payloadText)}`;
    return `${input}.${sign('sha256', Buffer.from(input), this.#privateKey).toString('base64url')}`;
  }

  /** The header of a good token, with `changes`. */
  header(changes: Members = {}): Members {
    return { alg: 'RS256', typ: 'JWT', kid: this.keyId, ...changes };
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #answers(): Readonly<Record<string, Members>> {
    return {
      '/.well-known/openid-configuration': { issuer: this.url, jwks_uri: this.jwksUri },
      '/.well-known/jwks.json': { keys: [this.publicJwk] },
    };
  }
}

export function base64url(content: string | Buffer): string {
  return Buffer.from(content).toString('base64url');
}
