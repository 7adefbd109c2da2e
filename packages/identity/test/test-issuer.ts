import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CompactSign, type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import type { ManualClock } from './manual-clock.ts';

interface SigningKey {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

export type Claims = Record<string, unknown>;

/** A token issuer on 127.0.0.1 whose keys, answers and tokens a test controls. */
export class TestIssuer {
  readonly url: string;
  /** How many times the JWKS was asked for. */
  requests = 0;
  /** What the JWKS endpoint answers instead of its keys. */
  answer: { status: number; body: string; location?: string } | null = null;
  published: JWK[];
  readonly #server: Server;
  readonly #clock: ManualClock;
  #signing: SigningKey;

  private constructor(server: Server, url: string, clock: ManualClock, signing: SigningKey) {
    this.#server = server;
    this.url = url;
    this.#clock = clock;
    this.#signing = signing;
    this.published = [signing.publicJwk];
  }

  static async start(clock: ManualClock): Promise<TestIssuer> {
    const server = createServer((request, response) => {
      if (request.url !== '/.well-known/jwks.json') {
        response.writeHead(404).end();
        return;
      }
      issuer.requests += 1;
      const { status, body, location } = issuer.answer ?? {
        status: 200,
        body: JSON.stringify({ keys: issuer.published }),
      };
      response.writeHead(status, location === undefined ? {} : { location }).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const issuer = new TestIssuer(server, url, clock, await newKey('RS256'));
    return issuer;
  }

  /** Signs with a new key from now on; publishes it beside the old ones. */
  async rotate(alg = 'RS256', kid?: string): Promise<void> {
    this.#signing = await newKey(alg, kid);
    this.published = [...this.published, this.#signing.publicJwk];
  }

  get publicJwk(): JWK {
    return this.#signing.publicJwk;
  }

  /** Claims of a good token of `acme`'s reader. */
  claims(changes: Claims = {}): Claims {
    return {
      iss: this.url,
      aud: 'client-1',
      sub: 'user-1',
      token_use: 'id',
      iat: this.#clock.seconds(),
      exp: this.#clock.seconds(3600),
      'custom:tenantId': 'acme',
      'custom:userRole': 'reader',
      'https://aws.amazon.com/tags': { principal_tags: { TenantId: ['acme'], UserRole: ['reader'] } },
      'https://aws.amazon.com/source_identity': 'acme',
      ...changes,
    };
  }

  /** A token of {@link claims} with `changes`, signed; `undefined` leaves a claim out. */
  mint(changes: Claims = {}, header: Claims = {}): Promise<string> {
    return this.sign(this.claims(changes), header);
  }

  sign(claims: Claims, header: Claims = {}): Promise<string> {
    const { alg, kid, privateKey } = this.#signing;
    const jwt = new SignJWT(JSON.parse(JSON.stringify(claims)));
    return jwt.setProtectedHeader({ alg, kid, ...header }).sign(privateKey);
  }

  /** A token around exactly this payload text, which need not be JSON. */
  async signText(payload: string): Promise<string> {
    const { alg, kid, privateKey } = this.#signing;
    return new CompactSign(new TextEncoder().encode(payload)).setProtectedHeader({ alg, kid }).sign(privateKey);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}

let keysMade = 0;

async function newKey(alg: string, kid = `key-${++keysMade}`): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, alg, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}
