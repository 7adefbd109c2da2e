import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PeerCertificate } from 'node:tls';
import { credentials, Metadata, status } from '@grpc/grpc-js';
import { ConfigService, RefreshService } from '@leasehold/contract';
import { after, before, describe, it } from 'mocha';
import { CertificateProof } from '../../src/refresh/certificate-proof.ts';
import { tokenOf } from '../fakes/callers.ts';
import { RunningService } from '../fakes/running-service.ts';
import { testCertificate } from '../fakes/test-certificate.ts';
import { TestClient } from '../fakes/test-client.ts';

const dns = 'notifier.leasehold.internal';
const uri = 'spiffe://leasehold.internal/notifier';
const server = testCertificate('server');
const known = {
  'with the DNS name': testCertificate('one', [dns]),
  'with the URI': testCertificate('two', ['other.example', uri]),
  'with a longer name': testCertificate('three', [`${dns}.example`, `x${dns}`]),
  'with the name in another case': testCertificate('four', [dns.toUpperCase()]),
  'with a wildcard over the name': testCertificate('five', ['*.leasehold.internal']),
  'with the name as its common name only': testCertificate(dns, ['other.example']),
  'with the name inside another name': testCertificate('six', [`https://a, DNS:${dns}, b`]),
  'with the URI as a DNS name': testCertificate('seven', [uri.replace('://', ':')]),
  'without any name': testCertificate('eight', []),
};
const stranger = testCertificate('stranger', [dns]);
const accepted = new Set(['with the DNS name', 'with the URI']);

describe('Proof by certificate', () => {
  let folder: string;
  let running: RunningService;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'leasehold-refresh-'));
    const file = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text, { mode: 0o600 });
      return join(folder, name);
    };
    const ca = Object.values(known).map(({ cert }) => cert);
    running = await RunningService.start({
      LEASEHOLD_TLS_CERT_FILE: file('server.pem', server.cert),
      LEASEHOLD_TLS_KEY_FILE: file('server.key', server.key),
      LEASEHOLD_REFRESH_PORT: '0',
      LEASEHOLD_REFRESH_CLIENT_CA_FILE: file('ca.pem', ca.join('')),
      LEASEHOLD_REFRESH_CLIENT_NAMES: `${dns},${uri}`,
    });
  });
  after(async () => {
    await running.stop();
    rmSync(folder, { recursive: true });
  });

  const codesWith = async (certificate: { cert: string; key: string } | null): Promise<readonly number[]> => {
    const own = certificate === null ? [] : [Buffer.from(certificate.key), Buffer.from(certificate.cert)];
    const channel = credentials.createSsl(Buffer.from(server.cert), ...own);
    const client = new TestClient(`127.0.0.1:${running.refreshPort}`, channel, tokenOf('acme', 'admin'));
    const told = await client.call(RefreshService.method.refresh, {});
    const read = client.begin(RefreshService.method.readRevocations, {}, { deadline: Date.now() + 30_000 });
    const looked = await (await read).answer;
    client.close();
    return [told.code, looked.code];
  };

  for (const [what, certificate] of Object.entries(known)) {
    const code = accepted.has(what) ? status.OK : status.UNAUTHENTICATED;
    it(`answers ${status[code]} to a client ${what}`, async () => {
      assert.deepEqual(await codesWith(certificate), [code, code]);
    }).timeout(30_000);
  }

  for (const text of [`URI:"https://a, DNS:${dns}, b"`, `DNS:"x", DNS:${dns}`]) {
    it(`takes a certificate for nobody's whose names had to be quoted: ${text}`, async () => {
      const proof = new CertificateProof([dns, uri]);
      const sslPeerCertificate = { subjectaltname: text } as PeerCertificate;
      const call = { metadata: new Metadata(), getAuthContext: () => ({ sslPeerCertificate }) };
      await assert.rejects(proof.prove('refresh', call), { code: 'unauthenticated', reason: 'certificate-name' });
    });
  }

  it('takes no connection from a client without a certificate, or with one of another CA', async () => {
    for (const certificate of [null, stranger]) {
      assert.deepEqual(await codesWith(certificate), [status.UNAVAILABLE, status.UNAVAILABLE]);
    }
  });

  it('asks for no certificate on the public port', async () => {
    const channel = credentials.createSsl(Buffer.from(server.cert));
    const client = new TestClient(`127.0.0.1:${running.port}`, channel, tokenOf('acme'));
    const theme = { service: 'orders', key: 'tenant_config_theme' };
    const { code } = await client.call(ConfigService.method.getConfig, theme);
    client.close();
    assert.equal(code, status.NOT_FOUND);
  });
});
