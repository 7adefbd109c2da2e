import assert from 'node:assert/strict';
import { BearerToken, ResourceExhaustedError, UnavailableError } from '@leasehold/domain';
import { createVerifier, type TokenVerifier } from '@leasehold/identity';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { ManualClock } from './manual-clock.ts';
import { refusedFor } from './refused-for.ts';
import { TestIssuer } from './test-issuer.ts';

const minute = 60_000;

describe("an issuer's keys", () => {
  let clock: ManualClock;
  let issuer: TestIssuer;
  let verifier: TokenVerifier;

  beforeEach(async () => {
    clock = new ManualClock();
    issuer = await TestIssuer.start(clock);
    verifier = createVerifier({
      issuers: [{ kind: 'oidc', issuer: issuer.url, audiences: ['client-1'], tokenUse: 'id', mode: 'web-identity' }],
      clock,
    });
  });

  afterEach(() => issuer.close());

  const verify = (token: string) => verifier.verify(new BearerToken(token));
  const longLived = () => ({ exp: clock.seconds(48 * 3600) });

  /** Lets background fetches end; each is a few turns of the event loop on a loopback socket. */
  async function settled(requests: number): Promise<void> {
    await settledFetch(requests);
    await verifier.refreshKeys();
  }

  async function settledFetch(requests: number): Promise<void> {
    for (let turn = 0; turn < 10_000 && issuer.requests < requests; turn++) {
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    assert.equal(issuer.requests, requests);
  }

  it('make the verifier ready once they have been fetched', async () => {
    assert.equal(verifier.ready(), false);
    await verifier.refreshKeys();
    assert.equal(verifier.ready(), true);
    assert.equal(issuer.requests, 1);
  });

  it('are fetched by the first token when nothing else did, once for many', async () => {
    const tokens = await Promise.all(Array.from({ length: 20 }, (_, index) => issuer.mint({ sub: `user-${index}` })));
    await Promise.all(tokens.map(verify));
    assert.equal(issuer.requests, 1);
  });

  it('rotate without a restart', async () => {
    await verify(await issuer.mint());
    const old = await issuer.mint({ sub: 'old key' });
    await issuer.rotate('ES256');
    assert.equal((await verify(await issuer.mint())).tenant, 'acme');
    assert.equal((await verify(old)).subject, 'old key');
    assert.equal(issuer.requests, 2);
  });

  it('rotate while a fetch is under way that does not bring the new key yet', async () => {
    const answers: ((text: string) => void)[] = [];
    verifier = createVerifier({
      issuers: [{ kind: 'oidc', issuer: issuer.url, audiences: ['client-1'], tokenUse: 'id', mode: 'web-identity' }],
      clock,
      fetchJwks: () => new Promise((resolve) => answers.push(resolve)),
    });
    const early = verifier.refreshKeys();
    const before = JSON.stringify({ keys: issuer.published });
    await issuer.rotate();
    const tokens = await Promise.all([1, 2, 3].map((index) => issuer.mint({ sub: `user-${index}` })));
    const verified = Promise.all(tokens.map(verify));
    answers[0]?.(before);
    await early;
    await new Promise<void>((resolve) => setImmediate(resolve));
    assert.equal(answers.length, 2, 'one further fetch for all three');
    answers[1]?.(JSON.stringify({ keys: issuer.published }));
    assert.deepEqual(
      (await verified).map(({ subject }) => subject),
      ['user-1', 'user-2', 'user-3'],
    );
  });

  it('are waited for by so many tokens of made-up key ids, while those with a known key are verified', async () => {
    const answers: ((text: string) => void)[] = [];
    verifier = createVerifier({
      issuers: [{ kind: 'oidc', issuer: issuer.url, audiences: ['client-1'], tokenUse: 'id', mode: 'web-identity' }],
      clock,
      maxWaitingPerIssuer: 3,
      fetchJwks: () => new Promise((resolve) => answers.push(resolve)),
    });
    const published = () => JSON.stringify({ keys: issuer.published });
    const first = verifier.refreshKeys();
    answers[0]?.(published());
    await first;
    const asked = async (times: number) => {
      for (let turn = 0; turn < 10_000 && answers.length < times; turn++) {
        await new Promise<void>((resolve) => setImmediate(resolve));
      }
    };
    const strangers = await Promise.all(['a', 'b', 'c', 'd'].map((kid) => issuer.mint({}, { kid })));
    const stranger = (index: number) => verify(strangers[index] ?? '');
    const refused = [0, 1, 2].map((index) => assert.rejects(stranger(index), refusedFor('unknown-key')));
    await assert.rejects(stranger(3), ResourceExhaustedError);
    assert.equal((await verify(await issuer.mint())).tenant, 'acme');
    await asked(2);
    answers[1]?.(published());
    await Promise.all(refused);
    await assert.rejects(stranger(3), refusedFor('unknown-key'));
    clock.advance(10_000);
    const again = assert.rejects(stranger(3), refusedFor('unknown-key'));
    await asked(3);
    answers[2]?.(published());
    await again;
  });

  it('are asked for once in 10 s while the issuer is down, however many tokens come', async () => {
    await verifier.refreshKeys();
    issuer.answer = { status: 503, body: '' };
    clock.advance(6 * minute);
    await verify(await issuer.mint());
    await settledFetch(2);
    for (let call = 0; call < 5; call++) await verify(await issuer.mint({ sub: `user-${call}` }));
    assert.equal(issuer.requests, 2);
    clock.advance(10_000);
    await verify(await issuer.mint({ sub: 'later' }));
    await settledFetch(3);
  });

  it('are not fetched again and again for made-up key ids', async () => {
    await verifier.refreshKeys();
    for (let attempt = 0; attempt < 50; attempt++) {
      await assert.rejects(verify(await issuer.mint({}, { kid: `made-up-${attempt}` })), refusedFor('unknown-key'));
    }
    assert.equal(issuer.requests, 2);
    clock.advance(9_999);
    await assert.rejects(verify(await issuer.mint({}, { kid: 'made-up' })), refusedFor('unknown-key'));
    assert.equal(issuer.requests, 2);
    clock.advance(1);
    await assert.rejects(verify(await issuer.mint({}, { kid: 'made-up' })), refusedFor('unknown-key'));
    assert.equal(issuer.requests, 3);
  });

  const outages: readonly [string, { status: number; body: string; location?: string }][] = [
    ['errors', { status: 503, body: 'down' }],
    ['text that is no JWKS', { status: 200, body: '<html>sign in</html>' }],
    ['JSON that is no JWKS', { status: 200, body: '{"keys":{}}' }],
    ['a redirect', { status: 302, body: '', location: '/elsewhere' }],
    ['an endless document', { status: 200, body: `{"keys":[${' '.repeat(200_000)}]}` }],
  ];
  for (const [what, answer] of outages) {
    it(`keep working while the issuer answers ${what}`, async () => {
      await verify(await issuer.mint());
      issuer.answer = answer;
      for (const passed of [minute, 6 * minute, 30 * minute, 10 * 60 * minute]) {
        clock.advance(passed);
        const token = await issuer.mint();
        assert.equal((await verify(token)).tenant, 'acme');
        assert.notEqual(verifier.recall(token), null);
      }
      await assert.rejects(verify(await issuer.mint({}, { kid: 'new' })), UnavailableError);
      issuer.answer = null;
      clock.advance(11_000);
      await assert.rejects(verify(await issuer.mint({}, { kid: 'new' })), refusedFor('unknown-key'));
    });
  }

  it('are never fetched from where a redirect leads', async () => {
    const elsewhere = await TestIssuer.start(clock);
    issuer.answer = { status: 302, body: '', location: `${elsewhere.url}/.well-known/jwks.json` };
    await assert.rejects(verifier.refreshKeys(), UnavailableError);
    assert.equal(elsewhere.requests, 0);
    await elsewhere.close();
  });

  it('are read up to 128 KiB', async () => {
    const jwks = JSON.stringify({ keys: issuer.published });
    issuer.answer = { status: 200, body: jwks.padEnd(128 * 1024 + 1) };
    await assert.rejects(verifier.refreshKeys(), UnavailableError);
    issuer.answer = { status: 200, body: jwks.padEnd(128 * 1024) };
    await verifier.refreshKeys();
  });

  it('that were never seen make a token wait, not fail: UNAVAILABLE with a time to retry', async () => {
    await issuer.close();
    const token = await issuer.mint();
    await assert.rejects(verify(token), (error) => {
      assert.ok(error instanceof UnavailableError);
      assert.ok(error.retryAfterMs >= 1000 && error.retryAfterMs <= 10_000);
      assert.ok(!error.message.includes('key-'));
      return true;
    });
    await assert.rejects(verifier.refreshKeys(), UnavailableError);
    assert.equal(verifier.ready(), false);
    issuer = await TestIssuer.start(clock);
  });

  it('are dropped after a day without an answer', async () => {
    const token = await issuer.mint(longLived());
    await verify(token);
    issuer.answer = { status: 503, body: '' };
    clock.advance(24 * 60 * minute);
    await assert.rejects(verify(token), UnavailableError);
    assert.equal(verifier.ready(), false);
  });

  it('are trusted no longer once withdrawn: a busy verifier learns it in the background', async () => {
    await verifier.refreshKeys();
    clock.advance(4 * minute);
    const token = await issuer.mint();
    await verify(token);
    issuer.published = [];
    await issuer.rotate();
    clock.advance(minute - 1);
    assert.notEqual(verifier.recall(token), null);
    assert.equal(issuer.requests, 1);
    clock.advance(1);
    assert.notEqual(verifier.recall(token), null, 'this one only starts the fetch');
    await settled(2);
    assert.equal(verifier.recall(token), null);
    await assert.rejects(verify(token), refusedFor('unknown-key'));
  });

  it('are trusted no longer once withdrawn: an idle verifier asks before it answers', async () => {
    const token = await issuer.mint();
    await verify(token);
    issuer.published = [];
    await issuer.rotate();
    clock.advance(10 * minute);
    assert.equal(verifier.recall(token), null);
    await assert.rejects(verify(token), refusedFor('unknown-key'));
    assert.equal(issuer.requests, 2);
  });

  it('are all withdrawn by a JWKS without any', async () => {
    const token = await issuer.mint();
    await verify(token);
    issuer.published = [];
    await assert.rejects(verifier.refreshKeys(), UnavailableError);
    assert.equal(verifier.ready(), false);
    assert.equal(verifier.recall(token), null);
    await assert.rejects(verify(token), refusedFor('unknown-key'));
  });

  it('are flushed with what they verified when a key id gets new material', async () => {
    const token = await issuer.mint();
    await verify(token);
    const { kid } = issuer.publicJwk;
    issuer.published = [];
    await issuer.rotate('RS256', kid);
    await verifier.refreshKeys();
    assert.equal(verifier.recall(token), null);
    await assert.rejects(verify(token), refusedFor('signature'));
    assert.equal((await verify(await issuer.mint())).tenant, 'acme');
  });

  it('that only gain a member keep what they verified', async () => {
    const token = await issuer.mint();
    await verify(token);
    await issuer.rotate();
    await verifier.refreshKeys();
    assert.notEqual(verifier.recall(token), null);
  });

  for (const alg of ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512']) {
    it(`may be for ${alg}, named in the JWKS or not`, async () => {
      await issuer.rotate(alg);
      assert.equal((await verify(await issuer.mint())).tenant, 'acme');
      const { alg: _, ...unnamed } = issuer.publicJwk;
      issuer.published = [unnamed];
      await verifier.refreshKeys();
      assert.equal((await verify(await issuer.mint({ sub: 'unnamed' }))).tenant, 'acme');
    });
  }

  it('without alg still verify their own family and strength only', async () => {
    const { alg: _, ...unnamed } = issuer.publicJwk;
    issuer.published = [unnamed];
    const { createSign, createPrivateKey, generateKeyPairSync } = await import('node:crypto');
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    issuer.published.push({ ...pair.publicKey.export({ format: 'jwk' }), kid: 'curve' });
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const input = `${encode({ alg: 'ES256', kid: 'curve' })}.${encode(issuer.claims())}`;
    const key = createPrivateKey(pair.privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const signature = createSign('sha256').update(input).sign({ key, dsaEncoding: 'ieee-p1363' }, 'base64url');
    await assert.rejects(verify(`${input}.${signature}`), refusedFor('algorithm'));
  });

  it('are left out of the JWKS when weak, private to another use, symmetric, or ambiguous', async () => {
    const { generateKeyPairSync } = await import('node:crypto');
    const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' });
    const good = issuer.publicJwk;
    for (const keys of [
      [{ ...weak, kid: good.kid }],
      [{ ...good, use: 'enc' }],
      [{ ...good, alg: 'RSA-OAEP' }],
      [{ ...good, alg: 'ES256' }],
      [{ kty: 'oct', k: 'c2VjcmV0', kid: good.kid }],
      [{ ...good, kid: undefined }],
      [{ ...good, n: 'AAAA' }],
      [good, { ...weak, n: good.n, e: 'AQAB', kid: good.kid }],
      [good, good, good],
    ]) {
      issuer.answer = { status: 200, body: JSON.stringify({ keys }) };
      await assert.rejects(verifier.refreshKeys(), UnavailableError, JSON.stringify(keys).slice(0, 60));
      assert.equal(verifier.ready(), false);
    }
  });
});
