import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TenantCredentials, TenantId } from '@leasehold/domain';
import { claimedAccessKey, isSignedBy } from './recomputed-signature.ts';

/** What arrived at the server so far. */
export interface Tally {
  requests: number;
  /** Requests whose signature is not that of the tenant named in their key. */
  wrong: number;
  /** Answers that made the SDK try again. */
  failuresInjected: number;
  readonly userAgents: Set<number>;
}

/** A dummy AWS that does nothing but find out who signed each request. */
export class SignatureCheckingServer {
  readonly tally: Tally = { requests: 0, wrong: 0, failuresInjected: 0, userAgents: new Set() };
  readonly #server: Server;
  readonly #sessions: ReadonlyMap<TenantId, TenantCredentials>;
  readonly #failEvery: number;

  private constructor(sessions: ReadonlyMap<TenantId, TenantCredentials>, failEvery: number) {
    this.#sessions = sessions;
    this.#failEvery = failEvery;
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  /** Every `failEvery`-th request is answered with an error the SDK retries: HTTP 500 and throttling in turn. */
  static async start(sessions: ReadonlyMap<TenantId, TenantCredentials>, failEvery: number) {
    const server = new SignatureCheckingServer(sessions, failEvery);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const { tally } = this;
      tally.requests += 1;
      tally.userAgents.add(String(request.headers['user-agent']).length);
      const arrived = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body };
      const service = String(request.headers['x-amz-target']).startsWith('DynamoDB') ? 'dynamodb' : 'ssm';
      const owner = [...this.#sessions.values()].find(({ tenant }) => tenant === tenantNamedIn(body));
      if (owner === undefined || !isSignedBy(owner.reveal(), service, arrived)) tally.wrong += 1;
      if (claimedAccessKey(arrived) === null) tally.wrong += 1;
      response.setHeader('content-type', 'application/x-amz-json-1.1');
      if (tally.requests % this.#failEvery === 0) {
        tally.failuresInjected += 1;
        const isThrottling = tally.failuresInjected % 2 === 0;
        response.statusCode = isThrottling ? 400 : 500;
        response.end(JSON.stringify({ __type: isThrottling ? 'ThrottlingException' : 'InternalServerError' }));
        return;
      }
      response.end(JSON.stringify(emptyReply(String(request.headers['x-amz-target']), body)));
    });
  }
}

/** The tenant whose key or path the request asks for. */
function tenantNamedIn(body: string): string | undefined {
  return /TENANT#([A-Za-z0-9_-]+)|\/config-service\/([A-Za-z0-9_-]+)\//.exec(body)?.slice(1).find(Boolean);
}

function emptyReply(target: string, body: string): object {
  if (target.endsWith('.GetParameter')) {
    const { Name } = JSON.parse(body);
    return { Parameter: { Name, Type: 'String', Value: 'v', Version: 1, LastModifiedDate: 1 } };
  }
  return {};
}
