import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** STS and Cloud Map on 127.0.0.1, as far as the notifier asks them, on the protocols of AWS. */
export class StubAws {
  readonly url: string;
  /** `127.0.0.1:<port>` of the instances that are registered, by id. */
  readonly instances = new Map<string, string>();
  /** How many of the next questions to Cloud Map are throttled. */
  throttled = 0;
  readonly asked: string[] = [];
  readonly #server: Server;

  private constructor(server: Server, url: string) {
    this.#server = server;
    this.url = url;
  }

  static async start(): Promise<StubAws> {
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => {
        body += chunk;
      });
      request.on('end', () => {
        const { status, type, text } = stub.#answer(String(request.headers['x-amz-target'] ?? ''), body);
        response.writeHead(status, { 'content-type': type }).end(text);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const stub = new StubAws(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    return stub;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #answer(target: string, body: string): { readonly status: number; readonly type: string; readonly text: string } {
    const json = 'application/x-amz-json-1.1';
    if (target === 'Route53AutoNaming_v20170314.DiscoverInstances') {
      this.asked.push('DiscoverInstances');
      if (this.throttled > 0) {
        this.throttled -= 1;
        return { status: 400, type: json, text: JSON.stringify({ __type: 'RequestLimitExceeded' }) };
      }
      const Instances = [...this.instances].map(([InstanceId, address]) => {
        const [AWS_INSTANCE_IPV4, AWS_INSTANCE_PORT] = address.split(':');
        return { InstanceId, Attributes: { AWS_INSTANCE_IPV4, AWS_INSTANCE_PORT }, HealthStatus: 'HEALTHY' };
      });
      return { status: 200, type: json, text: JSON.stringify({ Instances }) };
    }
    const form = new URLSearchParams(body);
    this.asked.push(`${form.get('Action')} ${form.get('Audience.member.1')} ${form.get('SigningAlgorithm')}`);
    const expiration = new Date(Date.now() + 300_000).toISOString();
    const result = `<WebIdentityToken>of.the.notifier</WebIdentityToken><Expiration>${expiration}</Expiration>`;
    return {
      status: 200,
      type: 'text/xml',
      text: `<GetWebIdentityTokenResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetWebIdentityTokenResult>${result}</GetWebIdentityTokenResult></GetWebIdentityTokenResponse>`,
    };
  }
}
