import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { composeService, override, parts, readSettings } from '@leasehold/config-service';
import { ConfigClient, localClientId, serviceSettings, startLocalCloud } from '@leasehold/dev';
import { PermissionDeniedError } from '@leasehold/domain';
import { describe, it } from 'mocha';

// Run by leaks.test.ts, each time with one leak.
const { LEAK: leak, INTO: into } = process.env;

describe('a service that leaks', () => {
  it(`its ${leak}`, async () => {
    const cloud = await startLocalCloud({ awsPort: 0, issuerPort: 0, dataDir: null, stsLatencyMs: 0 });
    const { aws, issuer, deployment } = cloud;
    const token = issuer.mint({ tenant: 'acme', role: 'reader' });
    const addresses = { grpcPort: 0, aws: aws.endpoint, issuer: issuer.issuer, audience: localClientId };
    const service = composeService(
      readSettings(serviceSettings(deployment, addresses)),
      override(parts.revocationList, [], () => ({ read: nobodyRevoked, close: () => {} })),
      override(parts.logDestination, [], () => ({ write: () => {} })),
      override(parts.useCases, [parts.log, parts.vendor], (log, vendor) => {
        const listConfigs = async (caller: Parameters<typeof vendor.vend>[0]): Promise<never> => {
          const session = (await vendor.vend(caller, { access: 'read', service: null })).reveal();
          const text = { token: caller.token.reveal(), key: session.secretAccessKey, session: session.sessionToken };
          const secret = text[leak as keyof typeof text] ?? 'nothing';
          if (into === 'log') log.failed(`looked at ${secret}`, new Error('as told'));
          throw into === 'answer' ? new PermissionDeniedError(`no: ${secret}`) : new Error('as told');
        };
        return { listConfigs: { execute: listConfigs } } as never;
      }),
    );
    const { port } = await service.start();
    const client = new ConfigClient(`127.0.0.1:${port}`);
    await client.call('listConfigs', token, { service: 'orders', tag: 1 }).catch(() => {});
    if (into === 'output') process.stderr.write(`${token}\n`);
    if (into === 'process') await printedByAnother(token);
    if (into === 'metrics') await answeredAsMetrics(token);
    client.close();
    await service.stop();
    await cloud.close();
  });
});

async function printedByAnother(text: string): Promise<void> {
  const script = 'process.stdout.write(process.env.TEXT)';
  await promisify(execFile)(process.execPath, ['-e', script], { env: { TEXT: `${text}\n` } });
}

async function answeredAsMetrics(text: string): Promise<void> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/plain; version=0.0.4').end(`a_metric{tenant="${text}"} 1\n`);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  await (await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)).text();
  server.close();
}

async function nobodyRevoked() {
  return { version: 'v1', revocations: { revoked: [], sessionsBefore: [] }, at: 0 };
}
