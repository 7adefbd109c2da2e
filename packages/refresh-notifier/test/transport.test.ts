import assert from 'node:assert/strict';
import { create } from '@bufbuild/protobuf';
import { ServerCredentials } from '@grpc/grpc-js';
import { RefreshRequestSchema } from '@leasehold/contract';
import { after, afterEach, before, describe, it } from 'mocha';
import { type Answer, InstanceCalls } from '../src/instance-calls.ts';
import type { Transport } from '../src/transport.ts';
import { StubInstance } from './stub-instance.ts';
import { testCertificate } from './test-certificate.ts';

const serverName = 'config.leasehold.internal';
const server = testCertificate('server', [serverName]);
const notifier = testCertificate('notifier', ['notifier.leasehold.internal']);
const pem = (text: string): Buffer => Buffer.from(text);
const request = create(RefreshRequestSchema);

const tls = (changes: Partial<Extract<Transport, { kind: 'tls' }>> = {}): Transport => ({
  kind: 'tls',
  serverName,
  ca: pem(server.cert),
  own: null,
  ...changes,
});
const own = { cert: pem(notifier.cert), key: pem(notifier.key) };

describe('A call to an instance', () => {
  let byToken: StubInstance;
  let byCertificate: StubInstance;
  let plaintext: StubInstance;
  let calls: InstanceCalls | undefined;

  before(async () => {
    const pair = [{ cert_chain: pem(server.cert), private_key: pem(server.key) }];
    byToken = await StubInstance.start(ServerCredentials.createSsl(null, pair, false));
    byCertificate = await StubInstance.start(ServerCredentials.createSsl(pem(notifier.cert), pair, true));
    plaintext = await StubInstance.start();
  });
  after(() => {
    for (const each of [byToken, byCertificate, plaintext]) each.close();
  });
  afterEach(() => calls?.close());

  const answerOf = (transport: Transport, { address }: { address: string }, token: string | null): Promise<Answer> => {
    calls = new InstanceCalls(transport);
    return calls.refresh(address, request, token, Date.now() + 10_000);
  };

  it('is made by address and held against the name that its certificate must have', async () => {
    assert.equal((await answerOf(tls(), byToken, 'a.b.c')).kind, 'acknowledged');
    assert.equal(byToken.authorizations.at(-1), 'Bearer a.b.c');
  });

  it('shows its own certificate where it has one, and no token', async () => {
    assert.equal((await answerOf(tls({ own }), byCertificate, null)).kind, 'acknowledged');
    assert.equal(byCertificate.authorizations.at(-1), undefined);
  });

  const unreached: readonly [string, Transport, () => StubInstance][] = [
    ['an instance with a certificate for another name', tls({ serverName: 'other.leasehold.internal' }), () => byToken],
    ['an instance with a certificate of another CA', tls({ ca: pem(notifier.cert) }), () => byToken],
    ['an instance in plaintext, with TLS', tls(), () => plaintext],
    ['an instance that wants a certificate, without one', tls(), () => byCertificate],
    ['an instance with TLS, in plaintext', { kind: 'plaintext-loopback' }, () => byToken],
  ];
  for (const [what, transport, instance] of unreached) {
    it(`does not reach ${what}, which learns no token`, async () => {
      const before = instance().authorizations.length;
      const answer = await answerOf(transport, instance(), 'a.b.c');
      assert.deepEqual(answer, { kind: 'failed', code: 'UNAVAILABLE' });
      assert.equal(instance().authorizations.length, before);
    });
  }

  for (const address of ['10.0.0.5:1', '0.0.0.0:1', '128.0.0.1:1', '[fd00::1]:1', '127.0.0.1.example:1']) {
    it(`is not made in plaintext to ${address}`, async () => {
      const answer = await answerOf({ kind: 'plaintext-loopback' }, { address }, 'a.b.c');
      assert.deepEqual(answer, { kind: 'failed', code: 'PLAINTEXT_REFUSED' });
    });
  }

  it('is not made to an instance without an address', async () => {
    calls = new InstanceCalls({ kind: 'plaintext-loopback' });
    const answer = await calls.refresh(null, request, null, Date.now() + 10_000);
    assert.deepEqual(answer, { kind: 'failed', code: 'NO_ADDRESS' });
  });

  it('connects anew after one that failed, as a function that was frozen must', async () => {
    calls = new InstanceCalls({ kind: 'plaintext-loopback' });
    plaintext.failing = 1;
    const call = () => calls?.refresh(plaintext.address, request, null, Date.now() + 10_000);
    for (const kind of ['failed', 'acknowledged', 'acknowledged']) assert.equal((await call())?.kind, kind);
    const [broken, again, kept] = plaintext.peers.slice(-3);
    assert.notEqual(again, broken);
    assert.equal(kept, again);
  });
});
