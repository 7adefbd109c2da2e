import assert from 'node:assert/strict';
import { ResourceExhaustedError, TenantCredentials, type VerifiedTenant } from '@leasehold/domain';
import type { SessionScope } from '@leasehold/policies';
import { CachingVendor, silentObserver, vendingSettings } from '@leasehold/vending';
import { describe, it } from 'mocha';
import { GatedVendor } from '../src/gated-vendor.ts';
import { StsBudget } from '../src/sts-budget.ts';
import { callerOf } from './caller.ts';
import { deployment } from './deployment.ts';
import { ManualTime } from './manual-time.ts';
import { promisesRun } from './pending-vendor.ts';
import { hour, minute, orders, second } from './session-bench.ts';

const others = Array.from({ length: 5 }, (_, index) => callerOf(`tenant${index}`));
const mallory = callerOf('mallory');

/** Ten calls to STS a second and 50 at once; a tenant has a tenth of both. */
const settings = vendingSettings({ stsCallsPerSecond: 10, stsBurst: 50, idleMs: 12 * hour });

describe('a tenant that asks for very many sessions at once', () => {
  it('is turned away beyond its share, and neither renewals nor first calls of others wait or fail', async () => {
    const time = new ManualTime();
    const asked: string[] = [];
    const sts = {
      vend: async ({ tenant }: VerifiedTenant) => {
        asked.push(tenant);
        const secrets = { accessKeyId: 'ASIA', secretAccessKey: 'secret', sessionToken: 'session' };
        return new TenantCredentials({ tenant, ...secrets, expiresAt: time.clock.now() + hour });
      },
    };
    const parts = { settings, clock: time.clock, schedule: time.schedule, observer: silentObserver };
    const gated = new GatedVendor(sts, new StsBudget(parts));
    const vendor = new CachingVendor(gated, deployment, settings, time.clock, { schedule: time.schedule });
    await Promise.all(others.map((caller) => vendor.vend(caller, orders)));
    await time.pass(hour - 5 * minute - second);
    asked.length = 0;

    const stormed = { served: 0, turnedAway: 0 };
    const storm = (scope: SessionScope) =>
      vendor.vend(mallory, scope).then(
        () => {
          stormed.served += 1;
        },
        (error) => {
          assert.ok(error instanceof ResourceExhaustedError && error.retryAfterMs > 0, String(error));
          stormed.turnedAway += 1;
        },
      );
    const calls: Promise<void>[] = [];
    for (let seconds = 0; seconds < 60; seconds++) {
      for (let each = 0; each < 100; each++) {
        calls.push(storm({ access: 'read', service: `service-${seconds}-${each}` }));
      }
      let atOnce = 0;
      const newcomer = callerOf(`newcomer${seconds}`);
      for (const caller of [...others, newcomer]) void vendor.vend(caller, orders).then(() => (atOnce += 1));
      await promisesRun();
      assert.equal(atOnce, others.length + 1, `after ${seconds} s somebody waits`);
      await time.pass(second);
    }
    await time.pass(10 * second);
    await Promise.all(calls);
    // Five at once, then one a second, as long as there are calls that wait.
    assert.equal(stormed.served + stormed.turnedAway, 6_000);
    assert.ok(stormed.served <= 5 + 65, `${stormed.served}`);
    assert.deepEqual(
      others.map(({ tenant }) => asked.filter((each) => each === tenant).length),
      others.map(() => 1),
      'each was renewed once',
    );
    assert.equal(vendor.stats().refreshesFailed, 0);
    vendor.close();
  });
});
