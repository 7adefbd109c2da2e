import assert from 'node:assert/strict';
import { PermissionDeniedError, systemClock, UnauthenticatedError, UnavailableError } from '@leasehold/domain';
import {
  createVendor,
  type StsCall,
  StsCallError,
  silentObserver,
  type Vending,
  VendingFaultError,
  type VendingSettings,
  type VendorParts,
} from '@leasehold/vending';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { callerOf, testIssuer } from './caller.ts';
import { deployment } from './deployment.ts';
import { FakeSts, stsError } from './fake-sts.ts';
import { ManualClock } from './manual-clock.ts';
import { shown, thrownBy } from './shown.ts';

const partners = 'https://partners.example';
const machines = 'https://machines.example';
const otherMachines = 'https://other-machines.example';
const scope = { access: 'read', service: 'orders' } as const;
const down = stsError('ServiceUnavailable', 503);

describe('two endpoints of STS', () => {
  let clock: ManualClock;
  let primary: FakeSts;
  let fallback: FakeSts;
  let vending: Vending;
  let calls: StsCall[];
  let tenants: number;

  beforeEach(async () => {
    clock = new ManualClock();
    primary = await FakeSts.start(clock);
    fallback = await FakeSts.start(clock);
    tenants = 0;
    vending = vendingOf({});
  });

  afterEach(async () => {
    vending.close();
    await primary.close();
    await fallback.close();
  });

  function vendingOf(settings: Partial<VendingSettings>, parts: Partial<VendorParts> = {}): Vending {
    calls = [];
    return createVendor({
      deployment,
      sts: { region: 'eu-west-1', endpoint: primary.url },
      fallback: { region: 'eu-central-1', endpoint: fallback.url },
      modes: new Map([
        [testIssuer, 'web-identity'],
        [partners, 'web-identity'],
        [machines, 'assume-role'],
        [otherMachines, 'assume-role'],
      ]),
      clock,
      random: () => 0,
      observer: { ...silentObserver, stsCall: (call) => calls.push(call) },
      settings: { maxAttempts: 1, ...settings },
      credentials: { accessKeyId: 'AKIASERVICE', secretAccessKey: 'service-secret' },
      ...parts,
    });
  }

  /** A session of a tenant nobody asked for before, so that nothing but STS decides. */
  const vend = (issuer = testIssuer) => {
    tenants += 1;
    return vending.vendor.vend(callerOf(`tenant${tenants}`, { issuer }), scope);
  };
  const asked = () => [primary.requests.length, fallback.requests.length];

  it('leaves the fallback alone while the first one answers', async () => {
    await vend();
    await vend(machines);
    assert.deepEqual(asked(), [2, 0]);
    assert.deepEqual(
      calls.map(({ operation, endpoint, outcome }) => [operation, endpoint, outcome]),
      [
        ['AssumeRoleWithWebIdentity', 'primary', 'ok'],
        ['AssumeRole', 'primary', 'ok'],
      ],
    );
  });

  describe('within one vend the fallback is asked when the first one', () => {
    const failures = [
      ['is down', down, 'ServiceUnavailable'],
      ['drops the connection', 'cut', 'TimeoutError'],
      ['does not answer', 'hang', 'TimeoutError'],
      ['sends something else', { status: 200, body: '<html/>' }, 'GarbledAnswer'],
    ] as const;
    for (const [what, reply, outcome] of failures) {
      it(what, async () => {
        vending.close();
        vending = vendingOf({ requestTimeoutMs: 100 });
        primary.replies = [reply];
        assert.equal((await vend()).tenant, 'tenant1');
        assert.deepEqual(asked(), [1, 1]);
        assert.deepEqual(
          calls.map((call) => [call.endpoint, call.outcome]),
          [
            ['primary', outcome],
            ['fallback', 'ok'],
          ],
        );
      });
    }

    it('cannot be reached, and the call is signed for the region that is asked', async () => {
      await primary.close();
      assert.equal((await vend(machines)).tenant, 'tenant1');
      assert.match(fallback.requests[0]?.authorization ?? '', /\/eu-central-1\/sts\/aws4_request/);
      primary = await FakeSts.start(clock);
    });
  });

  describe('is not asked, and the breaker not moved, by', () => {
    const answers = [
      ['a throttled account', stsError('Throttling', 400, 'Rate exceeded'), UnavailableError],
      ['too many requests', stsError('Unknown', 429), UnavailableError],
      ['a refusal', stsError('AccessDenied', 403), PermissionDeniedError],
      ['a bad token', stsError('ExpiredTokenException', 400), UnauthenticatedError],
      ['issuer keys STS cannot fetch', stsError('IDPCommunicationError', 400), UnavailableError],
      ['a policy it cannot read', stsError('MalformedPolicyDocument', 400), VendingFaultError],
    ] as const;
    for (const [what, reply, expected] of answers) {
      it(what, async () => {
        primary.replies = [reply];
        for (let times = 0; times < 8; times++) {
          const error = await thrownBy(vend());
          assert.ok(error instanceof expected, shown(error));
        }
        assert.deepEqual(asked(), [8, 0]);
      });
    }
  });

  describe('the breaker of the first one', () => {
    it('opens after five failures in a row, and lets one call try after a while that doubles', async () => {
      primary.replies = [down];
      for (let times = 0; times < 7; times++) await vend();
      assert.deepEqual(asked(), [5, 7]);
      clock.advance(999);
      await vend();
      assert.deepEqual(asked(), [5, 8]);
      clock.advance(1);
      await Promise.all([vend(), vend(), vend()]);
      assert.deepEqual(asked(), [6, 11], 'one tried, the others did not wait for it');
      clock.advance(1_999);
      await vend();
      assert.deepEqual(asked(), [6, 12]);
      clock.advance(1);
      primary.replies = [];
      await vend();
      assert.deepEqual(asked(), [7, 12]);
      await Promise.all([vend(), vend(), vend()]);
      assert.deepEqual(asked(), [10, 12], 'closed again');
    });

    it('keeps nobody waiting for the one call that tries', async () => {
      vending.close();
      // No time passes for the call that tries: it ends when the connection does.
      vending = vendingOf({ breakerFailures: 1, requestTimeoutMs: 30_000 }, { schedule: () => () => {} });
      primary.replies = [down, 'hang'];
      await vend();
      clock.advance(1_000);
      const reached = new Promise<void>((resolve) => {
        primary.onRequest = resolve;
      });
      const trying = vend();
      await reached;
      await vend();
      await primary.close();
      assert.equal((await trying).tenant, 'tenant2');
      assert.deepEqual(asked(), [2, 3]);
      primary = await FakeSts.start(clock);
    });

    it('counts failures in a row: an answer, be it a refusal, begins a new one', async () => {
      const four = [down, down, down, down];
      primary.replies = [...four, stsError('AccessDenied', 403), ...four, 'good'];
      for (let times = 0; times < 10; times++) await vend().catch(() => undefined);
      assert.deepEqual(asked(), [10, 8]);
    });

    it('is one for each issuer whose tokens STS takes: while it waits for the keys of one, others are served', async () => {
      vending.close();
      vending = vendingOf({ requestTimeoutMs: 100 }, { fallback: null });
      primary.replies = ['hang'];
      for (let times = 0; times < 5; times++) await thrownBy(vend(partners));
      const error = await thrownBy(vend(partners));
      assert.ok(error instanceof UnavailableError && error.cause instanceof StsCallError);
      assert.equal(error.cause.awsCode, 'BreakerOpen');
      assert.deepEqual(vending.endpointsLeftAlone(), { primary: true });
      primary.replies = [];
      await vend();
      await vend(machines);
      assert.deepEqual(asked(), [7, 0]);
    });

    it('costs nothing of the budget while it keeps calls away', async () => {
      vending.close();
      const seldom = { stsCallsPerSecond: 1, stsBurst: 10, tenantSharePercent: 100 };
      vending = vendingOf(seldom, { fallback: null });
      primary.replies = [down];
      for (let times = 0; times < 50; times++) {
        const error = await thrownBy(vend());
        assert.ok(error instanceof UnavailableError, shown(error));
      }
      assert.deepEqual(asked(), [5, 0]);
    });

    it('is one for all issuers whose tokens STS does not take', async () => {
      primary.replies = [down];
      for (let times = 0; times < 5; times++) await vend(machines);
      await vend(otherMachines);
      assert.deepEqual(asked(), [5, 6]);
    });

    it('lets a call try when the clock was put back', async () => {
      primary.replies = [down];
      for (let times = 0; times < 5; times++) await vend();
      primary.replies = [];
      clock.advance(-600_000);
      await vend();
      assert.deepEqual(asked(), [6, 5]);
    });

    it('waits at most its longest', async () => {
      vending.close();
      vending = vendingOf({ breakerFailures: 1, breakerMs: 1_000, maxBreakerMs: 3_000 });
      primary.replies = [down];
      await vend();
      for (const ms of [1_000, 2_000, 3_000, 3_000]) {
        const before = primary.requests.length;
        clock.advance(ms - 1);
        await vend();
        assert.equal(primary.requests.length, before);
        clock.advance(1);
        await vend();
        assert.equal(primary.requests.length, before + 1);
      }
    });

    it('waits down to half as long, as chance will have it', async () => {
      vending.close();
      vending = vendingOf({ breakerFailures: 1, breakerMs: 1_000 }, { random: () => 0.998 });
      primary.replies = [down];
      await vend();
      clock.advance(500);
      await vend();
      assert.equal(primary.requests.length, 1);
      clock.advance(1);
      await vend();
      assert.equal(primary.requests.length, 2);
    });

    it('without a fallback fails calls at once while it is open, and says until when', async () => {
      vending.close();
      vending = vendingOf({ breakerMs: 10_000 }, { fallback: null });
      primary.replies = [down];
      for (let times = 0; times < 5; times++) await thrownBy(vend());
      clock.advance(3_000);
      const error = await thrownBy(vend());
      assert.ok(error instanceof UnavailableError && error.cause instanceof StsCallError);
      assert.equal(error.retryAfterMs, 7_000);
      assert.equal(error.cause.awsCode, 'BreakerOpen');
      assert.equal(primary.requests.length, 5);
      assert.equal(fallback.requests.length, 0);
      primary.replies = [];
      clock.advance(7_000);
      assert.equal((await vend()).tenant, 'tenant7');
    });
  });

  describe('when the fallback fails as well', () => {
    it('callers are told that it passes', async () => {
      primary.replies = [down];
      fallback.replies = [down];
      assert.ok((await thrownBy(vend())) instanceof UnavailableError);
      assert.deepEqual(asked(), [1, 1]);
    });

    it('for being set up wrongly, callers are told that it passes, whether or not the first one was asked', async () => {
      primary.replies = [down];
      fallback.replies = [stsError('RegionDisabledException', 403)];
      for (let times = 0; times < 7; times++) {
        const error = await thrownBy(vend());
        assert.ok(error instanceof UnavailableError, shown(error));
      }
      assert.deepEqual(asked(), [5, 7]);
      assert.equal(calls.at(-1)?.outcome, 'RegionDisabled');
    });

    it('by refusing the tenant, that is the answer', async () => {
      primary.replies = [down];
      fallback.replies = [stsError('AccessDenied', 403)];
      assert.ok((await thrownBy(vend())) instanceof PermissionDeniedError);
      fallback.replies = [stsError('ExpiredTokenException', 400)];
      assert.ok((await thrownBy(vend())) instanceof UnauthenticatedError);
    });
  });

  it('end within the total time, the first one leaving half of it to the fallback', async () => {
    vending.close();
    vending = vendingOf({ requestTimeoutMs: 30_000, maxAttempts: 5, stsTotalMs: 1_000 }, { clock: systemClock });
    primary.replies = ['hang'];
    const startedAt = performance.now();
    assert.equal((await vend()).tenant, 'tenant1');
    fallback.replies = ['hang'];
    const error = await thrownBy(vend());
    assert.ok(error instanceof UnavailableError && error.cause instanceof StsCallError);
    assert.equal(error.cause.awsCode, 'TimeoutError');
    assert.deepEqual(asked(), [2, 2]);
    // Three times half a second; a client that goes on by itself would take 30 s.
    assert.ok(performance.now() - startedAt < 10_000);
  });

  it('has no fallback asked when the first one took all the time', async () => {
    vending.close();
    vending = vendingOf({ stsTotalMs: 5_000 });
    primary.onRequest = () => clock.advance(4_800);
    primary.replies = [down];
    assert.ok((await thrownBy(vend())) instanceof UnavailableError);
    assert.deepEqual(asked(), [1, 0]);
  });
});
