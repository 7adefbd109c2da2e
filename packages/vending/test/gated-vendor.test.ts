import assert from 'node:assert/strict';
import { ResourceExhaustedError, UnavailableError } from '@leasehold/domain';
import { silentObserver, vendingSettings } from '@leasehold/vending';
import { describe, it } from 'mocha';
import { GatedVendor } from '../src/gated-vendor.ts';
import { StsBudget } from '../src/sts-budget.ts';
import { StsLeftAloneError } from '../src/sts-left-alone-error.ts';
import { callerOf } from './caller.ts';
import { ManualClock } from './manual-clock.ts';
import { PendingVendor, promisesRun } from './pending-vendor.ts';
import { SimulatedTime } from './simulated-time.ts';

const orders = { access: 'read', service: 'orders' } as const;

describe('the gated vendor', () => {
  const time = new SimulatedTime();
  const inner = new PendingVendor(new ManualClock());
  const settings = vendingSettings({ stsCallsPerSecond: 10, stsBurst: 10, tenantSharePercent: 10, maxWaitMs: 1_000 });
  const budget = new StsBudget({ settings, clock: time, schedule: time.schedule, observer: silentObserver });
  const vendor = new GatedVendor(inner, budget);

  it('asks the inner vendor when the turn of a call has come, and not before; a call turned away never', async () => {
    const calls = [1, 2, 3].map(() => vendor.vend(callerOf('acme'), orders));
    const last = assert.rejects(calls[2] as Promise<unknown>, ResourceExhaustedError);
    assert.equal(inner.calls.length, 1);
    await time.advance(999);
    assert.equal(inner.calls.length, 1);
    await time.advance(1);
    assert.equal(inner.calls.length, 2);
    const sessions = [inner.call(0).succeed(), inner.call(1).succeed()];
    assert.deepEqual(await Promise.all(calls.slice(0, 2)), sessions);
    await last;
  });

  it('spends a permit on a call that failed, and none on one for which nobody was asked', async () => {
    for (const [failure, reached] of [
      [new UnavailableError('down', 1_000), 1],
      [new StsLeftAloneError('AssumeRole', 1_000), 2],
    ] as const) {
      await time.advance(20_000);
      const before = inner.calls.length;
      const first = assert.rejects(vendor.vend(callerOf('acme'), orders), failure);
      inner.call(before).fail(failure);
      await first;
      // A tenant has one permit, and the next in a second.
      const second = vendor.vend(callerOf('acme'), orders);
      await promisesRun();
      assert.equal(inner.calls.length - before, reached);
      await time.advance(1_000);
      inner.call(before + 1).succeed();
      await second;
    }
  });
});
