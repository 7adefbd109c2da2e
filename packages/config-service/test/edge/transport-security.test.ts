import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ChannelCredentials, credentials, status } from '@grpc/grpc-js';
import { ConfigService } from '@leasehold/contract';
import { after, before, describe, it } from 'mocha';
import { tokenOf } from '../fakes/callers.ts';
import { grpcStatuses } from '../fakes/raw-http2.ts';
import { RunningService } from '../fakes/running-service.ts';
import { testCertificate } from '../fakes/test-certificate.ts';
import { TestClient } from '../fakes/test-client.ts';

const server = testCertificate('server');
const member = testCertificate('member');
const stranger = testCertificate('stranger');

const trusting = (client?: { readonly cert: string; readonly key: string }): ChannelCredentials =>
  client === undefined
    ? credentials.createSsl(Buffer.from(server.cert))
    : credentials.createSsl(Buffer.from(server.cert), Buffer.from(client.key), Buffer.from(client.cert));

const cases = [
  { mode: 'tls', name: 'a client that trusts the server', with: trusting(), code: status.NOT_FOUND },
  { mode: 'tls', name: 'a plaintext client', with: credentials.createInsecure(), code: status.UNAVAILABLE },
  {
    mode: 'mtls',
    name: 'a client with a certificate of the client CA',
    with: trusting(member),
    code: status.NOT_FOUND,
  },
  { mode: 'mtls', name: 'a client without a certificate', with: trusting(), code: status.UNAVAILABLE },
  { mode: 'mtls', name: 'a client with a stranger’s certificate', with: trusting(stranger), code: status.UNAVAILABLE },
  { mode: 'mtls', name: 'a plaintext client', with: credentials.createInsecure(), code: status.UNAVAILABLE },
] as const;

describe('Transport security', () => {
  let folder: string;
  let services: Record<'tls' | 'mtls', RunningService>;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'leasehold-tls-'));
    const file = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text, { mode: 0o600 });
      return join(folder, name);
    };
    const tls = {
      LEASEHOLD_TLS_CERT_FILE: file('server.pem', server.cert),
      LEASEHOLD_TLS_KEY_FILE: file('server.key', server.key),
    };
    services = {
      tls: await RunningService.start(tls),
      mtls: await RunningService.start({ ...tls, LEASEHOLD_TLS_CLIENT_CA_FILE: file('ca.pem', member.cert) }),
    };
  });

  after(async () => {
    await Promise.all([services.tls.stop(), services.mtls.stop()]);
    rmSync(folder, { recursive: true });
  });

  for (const { mode, name, with: channel, code } of cases) {
    it(`with ${mode}, ${name} gets ${status[code]}`, async () => {
      const client = new TestClient(`127.0.0.1:${services[mode].port}`, channel, tokenOf('acme'));
      const request = { service: 'orders', key: 'tenant_config_theme' };
      const answer = await client.call(ConfigService.method.getConfig, request);
      client.close();
      assert.equal(answer.code, code, answer.message);
    });
  }

  it('is no substitute for a token', async () => {
    const client = new TestClient(`127.0.0.1:${services.mtls.port}`, trusting(member), null);
    const answer = await client.call(ConfigService.method.getConfig, { service: 'orders', key: 'tenant_config_theme' });
    client.close();
    assert.equal(answer.code, status.UNAUTHENTICATED);
  });

  for (const mode of ['tls', 'mtls'] as const) {
    it(`refuses duplicate authorization headers with ${mode}, too`, async () => {
      const good = `Bearer ${tokenOf('acme')}`;
      const origin = `https://127.0.0.1:${services[mode].port}`;
      const security = { servername: 'localhost', ca: server.cert, cert: member.cert, key: member.key };
      const statuses = await grpcStatuses(origin, [[good, 'Bearer a.b.c'], [good], [good, '']], security);
      assert.deepEqual(statuses, [status.UNAUTHENTICATED, status.NOT_FOUND, status.UNAUTHENTICATED].map(String));
    });
  }
});
