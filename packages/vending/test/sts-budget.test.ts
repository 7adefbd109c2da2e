import assert from 'node:assert/strict';
import { parseTenantId, ResourceExhaustedError } from '@leasehold/domain';
import { silentObserver, type VendingSettings, type VendOptions, vendingSettings } from '@leasehold/vending';
import fc from 'fast-check';
import { beforeEach, describe, it } from 'mocha';
import { StsBudget } from '../src/sts-budget.ts';
import { thrownBy } from './shown.ts';
import { SimulatedTime } from './simulated-time.ts';

/** Ten a second and a burst of 20; a tenant has two a second and a burst of 4. */
const small: Partial<VendingSettings> = { stsCallsPerSecond: 10, stsBurst: 20, tenantSharePercent: 20 };

describe('the budget of calls to STS', () => {
  let time: SimulatedTime;
  let budget: StsBudget;
  let shed: string[];
  let waits: number[];

  beforeEach(() => {
    time = new SimulatedTime();
    budget = budgetOf(small);
  });

  function budgetOf(settings: Partial<VendingSettings>): StsBudget {
    shed = [];
    waits = [];
    const observer = {
      ...silentObserver,
      shed: (why: string) => shed.push(why),
      budgetWait: (ms: number) => waits.push(ms),
    };
    return new StsBudget({ settings: vendingSettings(settings), clock: time, schedule: time.schedule, observer });
  }

  /** Milliseconds each call of a tenant waited, in the order of their turns; `-1` for one that was turned away. */
  function asker() {
    const turns: { readonly who: string; readonly waited: number }[] = [];
    const errors: unknown[] = [];
    const ask = (who: string, options: VendOptions = {}, name = who) => {
      const at = time.now();
      try {
        const turn = budget.turn(parseTenantId(who), options);
        if (turn === undefined) turns.push({ who: name, waited: 0 });
        else {
          turn.then(
            () => turns.push({ who: name, waited: time.now() - at }),
            (error) => errors.push(error),
          );
        }
      } catch (error) {
        errors.push(error);
      }
    };
    return { ask, turns, errors, names: () => turns.map(({ who }) => who).join(' ') };
  }

  const times = (count: number, work: (index: number) => void) => Array.from({ length: count }, (_, i) => work(i));

  it('has the further attempts of many calls hold up other tenants by a second, and no longer', async () => {
    budget = budgetOf({});
    const { ask, turns } = asker();
    for (let tenant = 0; tenant < 10; tenant += 1) times(50, () => ask(`storm-${tenant}`));
    assert.equal(turns.length, 500);
    times(500, () => budget.charge());
    ask('acme', {}, 'acme');
    await time.advance(10_000);
    assert.deepEqual(shed, []);
    assert.equal(waits.length, 1);
    assert.ok((waits[0] ?? 0) > 900 && (waits[0] ?? 0) <= 1_020, `waited ${waits[0]} ms`);
  });

  it('has whoever waits go at once when a permit was given back, which makes no more of them than there were', async () => {
    const { ask, names } = asker();
    for (const tenant of ['t1', 't2', 't3', 't4', 't5']) times(4, () => ask(tenant));
    ask('acme');
    budget.refund(parseTenantId('t1'));
    await time.advance(0);
    assert.equal(names().split(' ').at(-1), 'acme');
    await time.advance(60_000);
    times(5, () => budget.refund(parseTenantId('t1')));
    times(30, (index) => ask(`late-${index}`));
    await time.advance(0);
    assert.equal(names().split(' ').length, 20 + 1 + 20);
  });

  it('has 200 calls of one tenant at once, as users that log in, served as far as its share and five seconds go', async () => {
    budget = budgetOf({});
    const { ask, turns, errors } = asker();
    times(200, (index) => ask('acme', {}, `user-${index}`));
    assert.equal(turns.length, 50);
    assert.equal(errors.length, 125);
    assert.deepEqual(new Set(shed), new Set(['too-long']));
    assert.deepEqual(new Set(errors.map((error) => (error as ResourceExhaustedError).retryAfterMs)), new Set([5_200]));
    await time.advance(5_000);
    assert.equal(turns.length, 75);
    // Whoever comes back as told is served within half a minute of the first call.
    for (let rounds = 0; rounds < 5; rounds += 1) {
      await time.advance(200);
      times(200 - turns.length, () => ask('acme'));
      await time.advance(4_800);
    }
    assert.equal(turns.length, 200);
  });

  it('lets a call through without a promise where there is room', () => {
    assert.equal(budget.turn(parseTenantId('acme')), undefined);
    assert.equal(time.timers, 0);
  });

  it('lets a tenant have its burst at once and then its rate, and the others are not held up', async () => {
    const { ask, turns } = asker();
    times(8, () => ask('acme'));
    assert.equal(turns.length, 4);
    times(4, () => ask('globex'));
    assert.equal(turns.length, 8, 'globex waits for nobody');
    await time.advance(2_000);
    assert.deepEqual(
      turns.filter(({ who }) => who === 'acme').map(({ waited }) => waited),
      [0, 0, 0, 0, 500, 1_000, 1_500, 2_000],
    );
    assert.deepEqual(waits, [500, 1_000, 1_500, 2_000]);
    assert.deepEqual(budget.resident, { waiting: 0, tenants: 2 });
  });

  it('lets tenants take turns when the instance has no permit left', async () => {
    const { ask, names } = asker();
    for (const tenant of ['t1', 't2', 't3', 't4', 't5']) times(4, () => ask(tenant));
    // Each of these has a share of its own, and waits for a permit of the instance.
    times(3, () => ask('acme'));
    ask('globex');
    ask('initech');
    await time.advance(500);
    assert.equal(names().split(' ').slice(20).join(' '), 'acme globex initech acme acme');
  });

  it("lets what somebody waits for go before a refresh, within a tenant and not before another tenant's", async () => {
    const { ask, names } = asker();
    for (const tenant of ['t1', 't2', 't3', 't4', 't5']) times(4, () => ask(tenant));
    ask('acme', { urgency: 'soon' }, 'acme-soon');
    ask('acme', { urgency: 'now' }, 'acme-now');
    ask('globex', { urgency: 'soon' }, 'globex-soon');
    ask('initech', { urgency: 'now' }, 'initech-now');
    await time.advance(500);
    assert.equal(names().split(' ').slice(20).join(' '), 'acme-now globex-soon initech-now acme-soon');
  });

  describe('turns away', () => {
    it('what its share would keep waiting for too long, at once, and says when the share has refilled', async () => {
      budget = budgetOf({ ...small, maxWaitMs: 1_000 });
      const { ask, turns, errors } = asker();
      times(7, () => ask('acme'));
      assert.equal(turns.length, 4);
      const [error] = errors;
      assert.ok(error instanceof ResourceExhaustedError);
      assert.match(error.message, /share is used up/);
      assert.equal(error.retryAfterMs, 1_500, 'two wait; the third permit is there then');
      await time.advance(error.retryAfterMs);
      assert.equal(budget.turn(parseTenantId('acme')), undefined);
      assert.deepEqual(shed, ['too-long']);
    });

    it('more calls of a tenant than may wait; what somebody waits for takes the place of a refresh', async () => {
      budget = budgetOf({ ...small, maxWaitingPerTenant: 2 });
      const { ask, errors, names } = asker();
      times(4, () => ask('acme'));
      ask('acme', { urgency: 'soon' }, 'soon1');
      ask('acme', { urgency: 'soon' }, 'soon2');
      ask('acme', { urgency: 'soon' }, 'soon3');
      await time.advance(0);
      assert.equal(errors.length, 1);
      ask('acme', { urgency: 'now' }, 'now1');
      ask('acme', { urgency: 'now' }, 'now2');
      ask('acme', { urgency: 'now' }, 'now3');
      await time.advance(5_000);
      assert.equal(errors.length, 4);
      assert.equal(names(), 'acme acme acme acme now1 now2');
      assert.deepEqual(shed, ['tenant-full', 'tenant-full', 'tenant-full', 'tenant-full']);
    });

    it('the longest line when too many wait, so that one with few calls is let in', async () => {
      budget = budgetOf({ ...small, maxWaiting: 6 });
      const { ask, turns, errors } = asker();
      times(4, () => ask('acme'));
      times(6, () => ask('acme'));
      times(4, () => ask('globex'));
      ask('globex');
      await time.advance(0);
      assert.equal(errors.length, 1, "acme's last gave way");
      assert.equal(budget.resident.waiting, 6);
      times(2, () => ask('globex'));
      await time.advance(0);
      assert.equal(errors.length, 3);
      ask('globex');
      await time.advance(0);
      assert.equal(errors.length, 4, 'three against three: nobody gives way to an equal');
      assert.equal(turns.length, 8);
      await time.advance(1_500);
      assert.equal(turns.filter(({ who }) => who === 'globex').length, 7);
    });

    it('a newcomer rather than one of a line that would be no longer than its own', () => {
      budget = budgetOf({ ...small, maxWaiting: 7 });
      const { ask, errors } = asker();
      times(4 + 4, () => ask('acme'));
      times(4 + 3, () => ask('globex'));
      assert.equal(errors.length, 0);
      ask('globex');
      assert.equal(errors.length, 1, 'it is the one that is turned away, and at once');
      assert.deepEqual(shed, ['full']);
    });

    it('a call whose turn did not come in time, and leaves nothing behind', async () => {
      budget = budgetOf({ ...small, maxWaitMs: 300 });
      const { ask, turns, errors } = asker();
      for (const tenant of ['t1', 't2', 't3', 't4', 't5']) times(4, () => ask(tenant));
      // Each could go at once by its own share, and only three a 300 ms can by the instance's.
      times(5, (index) => ask(`late${index}`));
      await time.advance(300);
      assert.equal(turns.length, 23);
      await time.advance(1);
      assert.equal(errors.length, 2);
      assert.deepEqual(shed, ['timed-out', 'timed-out']);
      await time.advance(60_000);
      assert.equal(budget.resident.waiting, 0);
      assert.equal(time.timers, 0);
    });

    it('a call whose caller would have given up before its turn', async () => {
      const { ask, turns, errors } = asker();
      times(4, () => ask('acme'));
      ask('acme', { withinMs: 499 });
      assert.ok(errors[0] instanceof ResourceExhaustedError);
      ask('acme', { withinMs: 500 });
      await time.advance(500);
      assert.equal(turns.length, 5);
    });

    it('everything without room when nothing may wait', async () => {
      budget = budgetOf({ ...small, maxWaiting: 0 });
      times(4, () => budget.turn(parseTenantId('acme')));
      assert.throws(() => budget.turn(parseTenantId('acme')), ResourceExhaustedError);
    });
  });

  it('gives every tenant a permit in the end, however small its share', () => {
    budget = budgetOf({ stsCallsPerSecond: 10, stsBurst: 10, tenantSharePercent: 1 });
    for (const tenant of ['acme', 'globex']) assert.equal(budget.turn(parseTenantId(tenant)), undefined);
  });

  it('remembers no tenant whose share has refilled', async () => {
    budget = budgetOf({ stsCallsPerSecond: 1_000, stsBurst: 1_000 });
    const { ask } = asker();
    for (let index = 0; index < 5_000; index++) {
      ask(`tenant${index}`);
      await time.advance(1);
    }
    assert.ok(budget.resident.tenants < 100, `${budget.resident.tenants} tenants`);
  });

  it('goes on when the clock is put back', async () => {
    const back = new SimulatedTime();
    let offset = 0;
    budget = new StsBudget({
      settings: vendingSettings(small),
      clock: { now: () => back.now() + offset },
      schedule: back.schedule,
      observer: silentObserver,
    });
    times(4, () => budget.turn(parseTenantId('acme')));
    offset = -600_000;
    const turn = budget.turn(parseTenantId('acme'));
    await back.advance(501);
    await turn;
  });

  it('lets no newcomer pass those who wait when a timer is late', async () => {
    let offset = 0;
    budget = new StsBudget({
      settings: vendingSettings(small),
      clock: { now: () => time.now() + offset },
      schedule: time.schedule,
      observer: silentObserver,
    });
    const { ask, names } = asker();
    for (const tenant of ['t1', 't2', 't3', 't4', 't5']) times(4, () => ask(tenant));
    ask('acme');
    offset = 100;
    ask('globex');
    await time.advance(100);
    assert.equal(names().split(' ').slice(20).join(' '), 'acme globex');
  });

  it('rejects by promise or throws an error that names no tenant', async () => {
    budget = budgetOf({ ...small, maxWaitMs: 100 });
    times(4, () => budget.turn(parseTenantId('acme')));
    const error = await thrownBy(Promise.resolve().then(() => budget.turn(parseTenantId('acme'))));
    assert.ok(error instanceof ResourceExhaustedError && !error.message.includes('acme'));
  });

  it('keeps a tenant within its share from waiting longer than one turn of each storming tenant, whatever they do', async () => {
    const storm = fc.record({
      tenants: fc.integer({ min: 1, max: 12 }),
      calls: fc.array(fc.record({ tenant: fc.nat(11), afterMs: fc.nat(40), many: fc.integer({ min: 1, max: 60 }) }), {
        minLength: 20,
        maxLength: 60,
      }),
      refreshMs: fc.integer({ min: 600, max: 1_500 }),
    });
    await fc.assert(
      fc.asyncProperty(storm, async ({ tenants, calls, refreshMs }) => {
        time = new SimulatedTime();
        budget = budgetOf({ ...small, maxWaiting: 50, maxWaitingPerTenant: 30 });
        const { ask, turns, errors } = asker();
        const victim = () => turns.filter(({ who }) => who === 'victim').map(({ waited }) => waited);
        let refreshes = 0;
        let nextRefresh = time.now();
        const start = time.now();
        for (const { tenant, afterMs, many } of calls) {
          times(many, () => ask(`storm${tenant % tenants}`));
          while (nextRefresh <= time.now() + afterMs) {
            await time.advance(Math.max(0, nextRefresh - time.now()));
            const turnedAway = errors.length;
            ask('victim', { urgency: 'soon' });
            refreshes += 1;
            assert.ok(errors.length <= turnedAway, 'the victim was turned away');
            nextRefresh += refreshMs;
          }
          await time.advance(afterMs);
        }
        const before = turns.length;
        assert.ok(before <= 20 + Math.ceil((time.now() - start) / 100) + 1, 'more calls than the instance may make');
        await time.advance(10_000);
        assert.equal(victim().length, refreshes, 'every refresh had its turn');
        // Four storming tenants use up the rate of the instance at most: less than five leave the victim its share.
        const bound = tenants < 5 ? 0 : (tenants + 1) * 100;
        for (const waited of victim()) assert.ok(waited <= bound, `waited ${waited} ms behind ${tenants} storms`);
        assert.ok(errors.every((error) => error instanceof ResourceExhaustedError && error.retryAfterMs >= 1));
        assert.equal(budget.resident.waiting, 0);
      }),
      { numRuns: 150 },
    );
  });
});
