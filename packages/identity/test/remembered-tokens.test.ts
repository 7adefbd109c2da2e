import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { BearerToken, parseTenantId } from '@leasehold/domain';
import { createVerifier, type TokenVerifier } from '@leasehold/identity';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { ManualClock } from './manual-clock.ts';
import { refusedFor } from './refused-for.ts';
import { TestIssuer } from './test-issuer.ts';

describe('a token that was verified lately', () => {
  let clock: ManualClock;
  let issuer: TestIssuer;

  beforeEach(async () => {
    clock = new ManualClock();
    issuer = await TestIssuer.start(clock);
  });

  afterEach(() => issuer.close());

  async function verifierOf(rememberedTokens?: number): Promise<TokenVerifier> {
    const verifier = createVerifier({
      issuers: [{ kind: 'oidc', issuer: issuer.url, audiences: ['client-1'], tokenUse: 'id', mode: 'web-identity' }],
      clock,
      ...(rememberedTokens === undefined ? {} : { rememberedTokens }),
    });
    await verifier.refreshKeys();
    return verifier;
  }

  it('is answered from memory with the very same result', async () => {
    const verifier = await verifierOf();
    const token = await issuer.mint();
    assert.equal(verifier.recall(token), null);
    const verified = await verifier.verify(new BearerToken(token));
    assert.equal(verifier.recall(token), verified);
    assert.equal(await verifier.verify(new BearerToken(token)), verified);
  });

  it('is refused from the instant it expires', async () => {
    const verifier = await verifierOf();
    const token = await issuer.mint({ exp: clock.seconds(60) });
    await verifier.verify(new BearerToken(token));
    clock.advance(59_999);
    assert.notEqual(verifier.recall(token), null);
    clock.advance(1);
    assert.equal(verifier.recall(token), null);
    await assert.rejects(verifier.verify(new BearerToken(token)), refusedFor('expired'));
  });

  it('is refused when the clock goes back before its nbf', async () => {
    const verifier = await verifierOf();
    const token = await issuer.mint({ iat: undefined, nbf: clock.seconds() });
    await verifier.verify(new BearerToken(token));
    clock.advance(-5_001);
    assert.equal(verifier.recall(token), null);
    await assert.rejects(verifier.verify(new BearerToken(token)), refusedFor('not-yet-valid'));
  });

  it('is forgotten when its tenant is cut off, and that of no other tenant', async () => {
    const verifier = await verifierOf();
    const tokenOf = (tenant: string) =>
      issuer.mint({
        'custom:tenantId': tenant,
        'https://aws.amazon.com/tags': { principal_tags: { TenantId: [tenant], UserRole: ['reader'] } },
        'https://aws.amazon.com/source_identity': tenant,
      });
    const [first, second, other] = await Promise.all([tokenOf('acme'), tokenOf('acme'), tokenOf('acme2')]);
    for (const token of [first, second, other]) await verifier.verify(new BearerToken(token));
    verifier.forgetTenant(parseTenantId('acme'));
    assert.deepEqual([verifier.recall(first), verifier.recall(second)], [null, null]);
    assert.notEqual(verifier.recall(other), null);
  });

  it('is forgotten after five minutes', async () => {
    const verifier = await verifierOf();
    const token = await issuer.mint();
    clock.advance(1_000);
    await verifier.verify(new BearerToken(token));
    clock.advance(5 * 60_000 - 1);
    assert.notEqual(verifier.recall(token), null);
    clock.advance(1);
    assert.equal(verifier.recall(token), null);
  });

  it('is in memory no longer than that, though nobody asks for it again, once others are verified', async () => {
    const verifier = await verifierOf();
    const tokens = await Promise.all([1, 2, 3, 4].map((index) => issuer.mint({ sub: `user-${index}` })));
    const [first = '', second = '', used = '', last = ''] = tokens;
    const held = await Promise.all(
      [first, second, used].map(async (token) => new WeakRef(await verifier.verify(new BearerToken(token)))),
    );
    clock.advance(4 * 60_000);
    assert.notEqual(verifier.recall(used), null);
    clock.advance(60_000);
    await verifier.verify(new BearerToken(last));
    await collectGarbage();
    assert.deepEqual(
      held.map((each) => each.deref()?.subject),
      [undefined, undefined, undefined],
    );
    assert.notEqual(verifier.recall(last), null);
  });

  it('is one of a bounded number, the least used leaving first', async () => {
    const verifier = await verifierOf(2);
    const tokens = await Promise.all([1, 2, 3].map((index) => issuer.mint({ sub: `user-${index}` })));
    for (const token of tokens) await verifier.verify(new BearerToken(token));
    assert.deepEqual(
      tokens.map((token) => verifier.recall(token)?.subject ?? null),
      [null, 'user-2', 'user-3'],
    );
  });

  it('is not forgotten when another issuer withdraws a key, however often it does', async () => {
    const other = await TestIssuer.start(clock);
    try {
      const verifier = createVerifier({
        issuers: [issuer, other].map(({ url }) => ({
          kind: 'oidc',
          issuer: url,
          audiences: ['client-1'],
          tokenUse: 'id',
          mode: 'web-identity',
          tenants: ['*'],
        })),
        clock,
      });
      await verifier.refreshKeys();
      const [own, theirs] = await Promise.all([issuer.mint(), other.mint()]);
      const verified = await verifier.verify(new BearerToken(own));
      await verifier.verify(new BearerToken(theirs));
      for (let rotations = 0; rotations < 3; rotations += 1) {
        await other.rotate();
        other.published = [other.publicJwk];
        await verifier.verify(new BearerToken(await other.mint()));
        assert.equal(verifier.recall(own), verified);
        assert.equal(verifier.recall(theirs), null);
      }
    } finally {
      await other.close();
    }
  });

  it('says nothing to another verifier', async () => {
    const one = await verifierOf();
    const token = await issuer.mint();
    await one.verify(new BearerToken(token));
    const stricter = createVerifier({
      issuers: [{ kind: 'oidc', issuer: issuer.url, audiences: ['client-2'], tokenUse: 'id', mode: 'web-identity' }],
      clock,
    });
    assert.equal(stricter.recall(token), null);
    await assert.rejects(stricter.verify(new BearerToken(token)), refusedFor('audience'));
  });

  it('is never answered with the result of another, in any interleaving of many tenants', async () => {
    const verifier = await verifierOf(8);
    const tenants = Array.from({ length: 20 }, (_, index) => `tenant-${index}`);
    const tokens = await Promise.all(
      tenants.map((tenant) =>
        issuer.mint({
          'custom:tenantId': tenant,
          'https://aws.amazon.com/tags': { principal_tags: { TenantId: [tenant], UserRole: ['reader'] } },
          'https://aws.amazon.com/source_identity': tenant,
        }),
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(tenants.length - 1), { maxLength: 40 }), async (order) => {
        const results = await Promise.all(order.map((index) => verifier.verify(new BearerToken(tokens[index] ?? ''))));
        assert.deepEqual(
          results.map((verified) => [verified.tenant, verified.token.reveal()]),
          order.map((index) => [tenants[index], tokens[index]]),
        );
      }),
      { numRuns: 50 },
    );
  });

  it('with any one character changed is refused', async () => {
    const verifier = await verifierOf();
    const token = await issuer.mint();
    await verifier.verify(new BearerToken(token));
    const character = fc.constantFrom(...'ABCXYZabcxyz0189-_.=+/ ,\0é');
    await fc.assert(
      fc.asyncProperty(fc.nat(token.length - 1), character, async (at, other) => {
        fc.pre(token[at] !== other);
        const changed = token.slice(0, at) + other + token.slice(at + 1);
        assert.equal(verifier.recall(changed), null);
        await assert.rejects(verifier.verify(new BearerToken(changed)), { code: 'unauthenticated' });
      }),
      { numRuns: 2_000 },
    );
  });

  it('with characters inserted, removed or repeated is refused', async () => {
    const verifier = await verifierOf();
    const token = await issuer.mint();
    await verifier.verify(new BearerToken(token));
    await fc.assert(
      fc.asyncProperty(fc.nat(token.length), fc.nat(5), fc.string({ maxLength: 4 }), async (at, cut, put) => {
        const changed = token.slice(0, at) + put + token.slice(at + cut);
        fc.pre(changed !== token);
        await assert.rejects(verifier.verify(new BearerToken(changed)), { code: 'unauthenticated' });
      }),
      { numRuns: 1_000 },
    );
  });
});

/** What a WeakRef was asked for lives until the turn ends. */
async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  for (let turns = 0; turns < 3; turns += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    gc();
  }
}
