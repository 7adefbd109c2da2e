import assert from 'node:assert/strict';
import {
  parseTenantId,
  type Role,
  type TenantCredentials,
  type TenantId,
  type VerifiedTenant,
} from '@leasehold/domain';
import type { SessionScope } from '@leasehold/policies';
import { CachingVendor, type CredentialVendor, type VendingStats, vendingSettings } from '@leasehold/vending';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { CoalescingMemoizer, NaiveCache } from './broken-vendors.ts';
import { callerOf } from './caller.ts';
import { deployment } from './deployment.ts';
import { type Step, step, tenants } from './interleaved-steps.ts';
import { InterleavedWorld } from './interleaved-world.ts';
import { promisesRun } from './pending-vendor.ts';

/** A vendor under test; one that cannot do something does nothing. */
interface Tried extends CredentialVendor {
  purge?(tenant: TenantId): void;
  revoke?(tenant: TenantId): void;
  restore?(tenant: TenantId): void;
  discard?(session: TenantCredentials): void;
  close?(): void;
  held?(tenant: TenantId, scope: { readonly access: 'read'; readonly service: string }): TenantCredentials | null;
  stats?(): VendingStats;
}
type Make = (world: InterleavedWorld) => Tried;

const given = Symbol('the caller was cancelled');
let vends = 0;
let found = 0;
/** What the vendors tried did, added up. */
const seen: Record<string, number> = {};

/**
 * Lets the steps happen, in this order, and holds that nothing was handed out, asked for or refused that should not be; or
 * nothing of that which `lookedFor` names.
 */
async function holds(make: Make, steps: readonly Step[], lookedFor = /./): Promise<void> {
  const world = new InterleavedWorld();
  const vendor = make(world);
  let pending = 0;

  const call = (caller: VerifiedTenant, scope: SessionScope, how: 'waits' | 'hurries' | 'cancels') => {
    vends += 1;
    pending += 1;
    world.asks(caller, scope);
    const options = how === 'hurries' ? { withinMs: 100 } : {};
    const vended = vendor.vend(caller, scope, options);
    const waited = how === 'cancels' ? Promise.race([vended, Promise.reject(given)]) : vended;
    waited
      .then((session) => world.judge(caller, scope, session))
      .catch((error) => error === given || world.judgeFailure(caller, scope, error))
      .finally(() => {
        pending -= 1;
      });
  };

  const callers = new Map<string, VerifiedTenant>();
  /** One caller for each token, whatever it asks for, as the verifier remembers tokens. */
  const verified = (tenant: string, role: Role, token: string, expiresAt: number): VerifiedTenant => {
    const key = `${tenant} ${role} ${token}`;
    const caller = callers.get(key) ?? callerOf(tenant, { role, token, expiresAt });
    callers.set(key, caller);
    return caller;
  };

  for (const each of steps) {
    // Whoever has been handed a session holds it before anything else happens.
    if (each.do !== 'call') await promisesRun();
    switch (each.do) {
      case 'call':
        for (let index = 0; index < each.callers; index++) {
          const expiresAt = world.time.clock.now() + each.tokenLivesSeconds * 1_000;
          const token = `a.${each.token}-${expiresAt}.b`;
          call(
            verified(nth(each.tenant + index * each.stride), each.role, token, expiresAt),
            { access: 'read', service: each.service },
            each.how,
          );
        }
        break;
      case 'answer':
        world.answer(each.nth, each.how, each.lifeSeconds);
        break;
      case 'pass':
        await world.time.pass(each.seconds * 1_000);
        break;
      case 'stall':
        world.time.stall(each.seconds * 1_000);
        break;
      case 'set clock':
        world.time.setClock(each.seconds * 1_000);
        break;
      case 'revoke':
      case 'restore':
      case 'purge':
        for (let index = 0; index < each.tenants; index++) {
          const tenant = parseTenantId(nth(each.tenant + index * each.stride));
          world[each.do](tenant);
          vendor[each.do]?.(tenant);
        }
        break;
      case 'discard': {
        const session = world.issued.at(-1 - each.latest);
        if (session === undefined) break;
        world.discard(session);
        vendor.discard?.(session);
      }
    }
    for (let index = 0; index < 10; index += 1) {
      const [tenant, service] = [parseTenantId(nth(index)), index % 2 === 0 ? 'orders' : 'billing'];
      const held = vendor.held?.(tenant, { access: 'read', service });
      if (!held) continue;
      found += 1;
      world.judgeHeld(tenant, service, held);
    }
  }
  // Flights that fail make their joiners fly, so there can be further calls; the bound is on tokens.
  for (let round = 0; round < 12 && pending > 0; round++) {
    await world.time.pass(1_000);
    world.answer(1, 'session', 900);
    await promisesRun();
  }
  vendor.close?.();
  const { evicted = {}, ...counts } = vendor.stats?.() ?? {};
  for (const [what, count] of Object.entries({ ...counts, ...evicted })) seen[what] = (seen[what] ?? 0) + count;
  assert.deepEqual(
    [...new Set(world.broken)].filter((each) => lookedFor.test(each)),
    [],
  );
  assert.equal(pending, 0, 'a call never ended');
}

function nth(tenant: number): string {
  return tenants[tenant % tenants.length] ?? 'tenant0';
}

describe('sessions of many tenants in any interleaving', () => {
  const property = (make: Make, lookedFor?: RegExp) =>
    fc.asyncProperty(fc.array(step, { minLength: 40, maxLength: 160, size: 'max' }), (steps) =>
      holds(make, steps, lookedFor),
    );

  it('each reach their own tenant, role and scope, never expired, never after a revoke', async () => {
    vends = 0;
    found = 0;
    const settings = vendingSettings({ maxSessions: 300 });
    const caching: Make = (world) =>
      new CachingVendor(world, deployment, settings, world.time.clock, { schedule: world.time.schedule });
    const run = await fc.check(property(caching), { numRuns: 150, endOnFailure: true });
    // What was found is told before the test's own time is up, so only the shrinking of it is bounded, however slow the machine.
    if (run.failed) {
      const { seed, counterexamplePath: path } = run;
      await fc.assert(property(caching), { seed, ...(path && { path }), interruptAfterTimeLimit: 20_000 });
    }
    assert.ok(!run.failed, `failed, and not when it was done again: seed ${run.seed}`);
    assert.ok(vends >= 100_000, `${vends} vends`);
    assert.ok(found >= 1_000, `${found} sessions at hand`);
    const { resident, flights, ...counts } = seen;
    for (const [what, count] of Object.entries(counts)) assert.ok(count > 0, `${what} was seen ${count} times`);
  });

  const mistakes: readonly (readonly [string, Make, RegExp])[] = [
    ['a memoizer that coalesces callers', (world) => new CoalescingMemoizer(world), /another key|no reason of its own/],
    ['a cache keyed by tenant alone', (world) => NaiveCache.keyedByTenant(world, world.time.clock), /another key/],
    [
      'a cache that believes the clock',
      (world) => NaiveCache.believingTheClock(world, world.time.clock),
      /an expired session|before a purge|a revoked tenant/,
    ],
  ];
  for (const [what, make, broken] of mistakes) {
    it(`are mixed up by ${what}, and this test sees it`, async () => {
      // Another of its mistakes may show first, and more often: only this one counts.
      const { failed } = await fc.check(property(make, broken), { numRuns: 50, endOnFailure: true });
      assert.ok(failed);
    });
  }
});
