import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { localDeployment, type Revocations, revocationsPolicy } from '@leasehold/policies';
import type { IamAccess } from '../src/index.ts';

/** What IAM answers with next: a version, and when the policy was last changed. */
export interface CannedPolicy {
  readonly id: string;
  readonly version: string;
  readonly updatedAt: string;
  readonly revocations: Revocations;
}

/** An IAM that says what it is told, as a replica that lags behind says what was so before. */
export class CannedIam {
  policy: CannedPolicy;
  readonly asked: string[] = [];
  readonly #server: Server;

  private constructor(policy: CannedPolicy) {
    this.policy = policy;
    this.#server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      const operation = new URLSearchParams(body).get('Action') ?? '';
      this.asked.push(operation);
      response.setHeader('content-type', 'text/xml');
      response.end(
        `<${operation}Response><${operation}Result>${this.#reply(operation)}</${operation}Result></${operation}Response>`,
      );
    });
  }

  static async start(policy: CannedPolicy): Promise<CannedIam> {
    const canned = new CannedIam(policy);
    canned.#server.listen(0, '127.0.0.1');
    await once(canned.#server, 'listening');
    return canned;
  }

  get access(): IamAccess {
    const { port } = this.#server.address() as AddressInfo;
    const credentials = { accessKeyId: 'AKIA', secretAccessKey: 'canned' };
    return { region: localDeployment.region, endpoint: `http://127.0.0.1:${port}`, credentials };
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #reply(operation: string): string {
    const { id, version, updatedAt, revocations } = this.policy;
    if (operation === 'GetPolicy') {
      return `<Policy><PolicyId>${id}</PolicyId><DefaultVersionId>${version}</DefaultVersionId><UpdateDate>${updatedAt}</UpdateDate></Policy>`;
    }
    if (operation === 'ListPolicyVersions') {
      return `<Versions><member><VersionId>${version}</VersionId><IsDefaultVersion>true</IsDefaultVersion></member></Versions>`;
    }
    // Written, and not shown.
    if (operation === 'CreatePolicyVersion') return '<PolicyVersion><VersionId>v2</VersionId></PolicyVersion>';
    const document = encodeURIComponent(JSON.stringify(revocationsPolicy(localDeployment, revocations)));
    return `<PolicyVersion><Document>${document}</Document><VersionId>${version}</VersionId></PolicyVersion>`;
  }
}
