import assert from 'node:assert/strict';
import { Metadata, status } from '@grpc/grpc-js';
import { ConfigService } from '@leasehold/contract';
import { UnavailableError } from '@leasehold/domain';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { tokenOf } from '../fakes/callers.ts';
import { grpcStatuses } from '../fakes/raw-http2.ts';
import { RunningService } from '../fakes/running-service.ts';

const { getConfig } = ConfigService.method;
const theme = { service: 'orders', key: 'tenant_config_theme' };
const fixedMessage = 'the bearer token was missing or not accepted';

describe('Authentication at the edge', () => {
  let running: RunningService;

  beforeEach(async () => {
    running = await RunningService.start();
  });

  afterEach(() => running.stop());

  const refused: readonly { readonly name: string; readonly metadata: readonly [string, string][] }[] = [
    { name: 'no authorization', metadata: [] },
    { name: 'another scheme', metadata: [['authorization', 'Basic YTpi']] },
    { name: 'no token after the scheme', metadata: [['authorization', 'Bearer ']] },
    { name: 'a token that does not verify', metadata: [['authorization', 'Bearer a.b.c']] },
    { name: 'two tokens in one value', metadata: [['authorization', `Bearer ${tokenOf('acme')}, Bearer a.b.c`]] },
    { name: 'a token in other metadata', metadata: [['x-authorization', `Bearer ${tokenOf('acme')}`]] },
    { name: 'a tenant in metadata', metadata: [['x-tenant-id', 'acme']] },
  ];

  for (const { name, metadata } of refused) {
    it(`refuses ${name} with the one fixed message, before looking at the request`, async () => {
      const sent = new Metadata();
      for (const [key, value] of metadata) sent.set(key, value);
      const answer = await running.client(null).beginBytes(getConfig, Buffer.from([0xff]), {}, sent).answer;
      assert.equal(answer.code, status.UNAUTHENTICATED);
      assert.equal(answer.message, fixedMessage);
      assert.equal(running.vendor.vended.length, 0);
    });
  }

  it('takes the tenant from the token alone, whatever metadata says', async () => {
    const metadata = new Metadata();
    for (const key of ['x-tenant-id', 'tenant', 'x-request-id']) metadata.set(key, 'globex');
    const bytes = Buffer.from([0x0a, 1, 0x61, 0x12, 15, ...Buffer.from('tenant_config_x')]);
    const answer = await running.client(tokenOf('acme')).beginBytes(getConfig, bytes, {}, metadata).answer;
    assert.equal(answer.code, status.NOT_FOUND);
    assert.equal(running.vendor.vended[0]?.caller.tenant, 'acme');
    assert.notEqual(answer.trailers.get('x-request-id')[0], 'globex');
  });

  it('says UNAVAILABLE, not UNAUTHENTICATED, when the issuer’s keys cannot be had', async () => {
    running.verifier.failure = new UnavailableError('the keys of the token issuer are not available', 1_000);
    const answer = await running.client(tokenOf('acme')).call(getConfig, theme);
    assert.equal(answer.code, status.UNAVAILABLE);
  });

  it('verifies a token once while it is remembered', async () => {
    const client = running.client(tokenOf('acme'));
    for (let calls = 0; calls < 3; calls++) await client.call(getConfig, theme);
    assert.equal(running.verifier.verifications, 1);
  });

  const duplicates: readonly { readonly name: string; readonly values: readonly string[] }[] = [
    { name: 'a good token and another', values: [`Bearer ${tokenOf('acme')}`, 'Bearer a.b.c'] },
    { name: 'another and a good token', values: ['Bearer a.b.c', `Bearer ${tokenOf('acme')}`] },
    { name: 'the same good token twice', values: [`Bearer ${tokenOf('acme')}`, `Bearer ${tokenOf('acme')}`] },
    { name: 'a good token and an empty value', values: [`Bearer ${tokenOf('acme')}`, ''] },
  ];

  for (const { name, values } of duplicates) {
    it(`refuses duplicate authorization headers: ${name}, on the first stream of a connection and later`, async () => {
      const good = [`Bearer ${tokenOf('acme')}`];
      const statuses = await grpcStatuses(`http://127.0.0.1:${running.port}`, [values, good, values]);
      assert.deepEqual(statuses, [status.UNAUTHENTICATED, status.NOT_FOUND, status.UNAUTHENTICATED].map(String));
    });
  }

  it('writes no token to the log or to standard error, not even one that is no valid header value', async () => {
    const written: string[] = [];
    const { error } = console;
    console.error = (...texts: unknown[]) => written.push(texts.join(' '));
    try {
      await grpcStatuses(`http://127.0.0.1:${running.port}`, [
        ['Bearer s3cret-\u00e9-token'],
        [`Bearer ${tokenOf('s3cret')}`],
      ]);
    } finally {
      console.error = error;
    }
    assert.equal(running.log.records().filter(({ method }) => method === 'GetConfig').length, 2);
    assert.equal(`${written.join()}${running.log.text()}`.includes(tokenOf('s3cret')), false);
    assert.equal(written.join().includes('s3cret'), false);
  });
});
