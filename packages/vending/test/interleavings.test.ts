import assert from 'node:assert/strict';
import {
  type Role,
  roles,
  type TenantCredentials,
  UnauthenticatedError,
  UnavailableError,
  type VerifiedTenant,
} from '@leasehold/domain';
import type { SessionScope } from '@leasehold/policies';
import { CachingVendor, type CredentialVendor, vendingSettings } from '@leasehold/vending';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { callerOf } from './caller.ts';
import { deployment } from './deployment.ts';
import { ManualClock } from './manual-clock.ts';
import { labelOf, PendingVendor, promisesRun } from './pending-vendor.ts';

const tenants = Array.from({ length: 24 }, (_, index) => `tenant${index}`);

type Step =
  | {
      readonly do: 'call';
      readonly tenant: string;
      readonly role: Role;
      readonly token: number;
      readonly service: string | null;
    }
  | { readonly do: 'answer'; readonly pick: number; readonly how: 'session' | 'bad-token' | 'down' }
  | { readonly do: 'wait'; readonly seconds: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('call' as const),
      tenant: fc.constantFrom(...tenants, 'tenant1', 'tenant2'),
      role: fc.constantFrom(...roles),
      token: fc.nat(3),
      service: fc.constantFrom('orders', 'billing', null),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('answer' as const),
      pick: fc.nat(),
      how: fc.constantFrom(
        'session' as const,
        'session' as const,
        'session' as const,
        'bad-token' as const,
        'down' as const,
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), seconds: fc.nat(2_000) }) },
);

/** Runs the steps and holds that every session handed out is the caller's own and not near its end. */
async function holds(make: (inner: CredentialVendor, clock: ManualClock) => CredentialVendor, steps: readonly Step[]) {
  const clock = new ManualClock();
  const inner = new PendingVendor(clock);
  const vendor = make(inner, clock);
  const settled = new Set<number>();
  const outcomes: Promise<void>[] = [];
  const broken: unknown[] = [];
  const badTokens = new Set<string>();

  const check = (caller: VerifiedTenant, scope: SessionScope) => (session: TenantCredentials) => {
    assert.equal(session.tenant, caller.tenant);
    assert.equal(session.accessKeyId, labelOf(caller, scope));
    assert.ok(clock.now() < session.expiresAt - 60_000);
  };
  // A caller may fail for its own token or an outage, and for nobody else's token.
  const expected = (caller: VerifiedTenant, scope: SessionScope) => (error: unknown) => {
    const own = error instanceof UnauthenticatedError && badTokens.has(tokenLabel(caller, scope));
    if (!own && !(error instanceof UnavailableError)) broken.push(error);
  };
  const answer = (index: number, how: 'session' | 'bad-token' | 'down') => {
    settled.add(index);
    const call = inner.call(index);
    if (how === 'session') call.succeed(900);
    else if (how === 'bad-token') badTokens.add(tokenLabel(call.caller, call.scope));
    if (how !== 'session')
      call.fail(how === 'down' ? new UnavailableError('down', 1) : new UnauthenticatedError('expired'));
  };

  for (const each of steps) {
    if (each.do === 'wait') {
      // Whoever has been handed a session holds it before time goes on.
      await promisesRun();
      clock.advance(each.seconds * 1_000);
    }
    if (each.do === 'call') {
      const scope: SessionScope = { access: 'read', service: each.service };
      const caller = callerOf(each.tenant, { role: each.role, token: `a.${each.token}.b` });
      outcomes.push(vendor.vend(caller, scope).then(check(caller, scope)).catch(expected(caller, scope)));
    }
    if (each.do === 'answer') {
      const waiting = inner.calls.map((_, index) => index).filter((index) => !settled.has(index));
      const index = waiting[each.pick % Math.max(waiting.length, 1)];
      if (index !== undefined) answer(index, each.how);
    }
    if (each.do !== 'call') await promisesRun();
  }
  // Flights that fail make their joiners fly, so there can be further calls; the bound is on tokens.
  for (let round = 0; round < 10; round++) {
    await promisesRun();
    for (const index of inner.calls.keys()) if (!settled.has(index)) answer(index, 'session');
  }
  await Promise.all(outcomes);
  assert.deepEqual(broken, []);
}

function tokenLabel(caller: VerifiedTenant, scope: SessionScope): string {
  return `${labelOf(caller, scope)} ${caller.token.reveal()}`;
}

/** How Smithy's `memoizeIdentityProvider` shares a pending answer: whoever asks meanwhile gets it, whatever they asked. */
class CoalescingMemoizer implements CredentialVendor {
  readonly #inner: CredentialVendor;
  #pending: Promise<TenantCredentials> | null = null;

  constructor(inner: CredentialVendor) {
    this.#inner = inner;
  }

  vend(caller: VerifiedTenant, scope: SessionScope): Promise<TenantCredentials> {
    this.#pending ??= this.#inner.vend(caller, scope).finally(() => {
      this.#pending = null;
    });
    return this.#pending;
  }
}

/** A cache whose key leaves out all but the tenant. */
class TenantOnlyCache implements CredentialVendor {
  readonly #inner: CredentialVendor;
  readonly #sessions = new Map<string, Promise<TenantCredentials>>();

  constructor(inner: CredentialVendor) {
    this.#inner = inner;
  }

  vend(caller: VerifiedTenant, scope: SessionScope): Promise<TenantCredentials> {
    const vended = this.#sessions.get(caller.tenant) ?? this.#inner.vend(caller, scope);
    this.#sessions.set(caller.tenant, vended);
    return vended;
  }
}

describe('sessions of many tenants in any interleaving', () => {
  const property = (make: (inner: CredentialVendor, clock: ManualClock) => CredentialVendor) =>
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 60 }), (steps) => holds(make, steps));

  it('each reach their own tenant, role and scope', async () => {
    await fc.assert(
      property((inner, clock) => new CachingVendor(inner, deployment, vendingSettings({ maxSessions: 16 }), clock)),
      { numRuns: 300 },
    );
  });

  it('are mixed up by a memoizer that coalesces callers, and this test sees it', async () => {
    const result = await fc.check(
      property((inner) => new CoalescingMemoizer(inner)),
      { numRuns: 300, endOnFailure: true },
    );
    assert.ok(result.failed);
  });

  it('are mixed up by a cache keyed by tenant alone, and this test sees it', async () => {
    const result = await fc.check(
      property((inner) => new TenantOnlyCache(inner)),
      { numRuns: 300, endOnFailure: true },
    );
    assert.ok(result.failed);
  });
});
