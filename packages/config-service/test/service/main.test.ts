import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'mocha';
import { answerAsIam, anyCredentials } from '../fakes/iam-answers.ts';
import { leastEnvironment } from '../fakes/test-settings.ts';

const main = new URL('../../src/main.ts', import.meta.url).pathname;

function run(environment: Record<string, string>): ChildProcess {
  return spawn(process.execPath, [main], { env: { ...leastEnvironment, ...environment } });
}

async function ended(child: ChildProcess): Promise<{ code: unknown; stdout: string; stderr: string }> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk) => {
    stdout += String(chunk);
  });
  child.stderr?.on('data', (chunk) => {
    stderr += String(chunk);
  });
  const [code] = await once(child, 'close');
  return { code, stdout, stderr };
}

describe('The entry point', () => {
  it('tells every bad setting in one line each, and exits 78', async () => {
    const { code, stderr } = await ended(run({ LEASEHOLD_GRPC_PORT: '70000', LEASEHOLD_AWS_REGION: '' }));
    assert.equal(code, 78);
    assert.deepEqual(stderr.trim().split('\n'), [
      'leasehold: LEASEHOLD_GRPC_PORT: got 70000; allowed: 0 to 65,535',
      'leasehold: LEASEHOLD_AWS_REGION: required; a region name, such as eu-west-1',
    ]);
  });

  it('tells in one line that its port is taken, and exits 1', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { code, stderr } = await ended(run({ LEASEHOLD_GRPC_PORT: String(port) }));
    other.close();
    assert.equal(code, 1);
    assert.match(stderr, new RegExp(`^leasehold: LEASEHOLD_GRPC_PORT: 127.0.0.1:${port} is in use[^\\n]*\\n$`));
  });

  it('tells in one line that its metrics port is taken, and exits 1', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { code, stderr } = await ended(run({ LEASEHOLD_METRICS_PORT: String(port) }));
    other.close();
    assert.equal(code, 1);
    assert.match(stderr, new RegExp(`^leasehold: LEASEHOLD_METRICS_PORT: 127.0.0.1:${port} is in use[^\\n]*\\n$`));
  });

  it('tells which certificate file it cannot read, and exits 1', async () => {
    const files = { LEASEHOLD_TLS_CERT_FILE: '/no/such/cert', LEASEHOLD_TLS_KEY_FILE: '/no/such/key' };
    const { code, stderr } = await ended(run(files));
    assert.equal(code, 1);
    assert.equal(stderr, 'leasehold: cannot read /no/such/cert\n');
  });

  it('logs one ready line with its address once it has the issuer’s keys and knows who is revoked, and exits 0 on SIGTERM', async () => {
    const issuer = createServer((request, response) => {
      if (request.method === 'POST') {
        void answerAsIam(request, response);
        return;
      }
      const jwk = { kty: 'EC', crv: 'P-256', kid: 'k', alg: 'ES256', use: 'sig', x: x256, y: y256 };
      response.end(JSON.stringify({ keys: [jwk] }));
    }).listen(0, '127.0.0.1');
    await once(issuer, 'listening');
    const url = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}`;
    const issuers = [{ kind: 'oidc', issuer: url, audiences: ['a'], tokenUse: 'id', mode: 'web-identity' }];
    const environment = { LEASEHOLD_ISSUERS: JSON.stringify(issuers), LEASEHOLD_AWS_ENDPOINT: url, ...anyCredentials };
    const child = run(environment);
    child.stdout?.on('data', (lines) => {
      if (String(lines).includes('"ready"')) child.kill('SIGTERM');
    });
    const { code, stdout, stderr } = await ended(child);
    issuer.close();
    assert.equal(stderr, '');
    assert.equal(code, 0);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.deepEqual(
      lines.map(({ event }) => event),
      ['revocations', 'ready', 'draining', 'stopped'],
    );
    assert.equal(lines[1]?.['address'], '127.0.0.1');
    assert.ok(Number(lines[1]?.['port']) > 0);
  });
});

/** The point of P-256's generator: any point of the curve is a public key. */
const x256 = 'axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY';
const y256 = 'T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU';
