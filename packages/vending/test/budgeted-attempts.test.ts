import assert from 'node:assert/strict';
import { UnavailableError } from '@leasehold/domain';
import { createVendor, silentObserver, type Vending } from '@leasehold/vending';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { callerOf, testIssuer } from './caller.ts';
import { deployment } from './deployment.ts';
import { FakeSts, stsError } from './fake-sts.ts';
import { ManualTime } from './manual-time.ts';

const scope = { access: 'read', service: 'orders' } as const;

describe('the budget of an instance', () => {
  let time: ManualTime;
  let sts: FakeSts;
  let vending: Vending;
  let waits: number[];

  beforeEach(async () => {
    time = new ManualTime();
    sts = await FakeSts.start(time.clock);
    waits = [];
    vending = createVendor({
      deployment,
      sts: { region: 'eu-west-1', endpoint: sts.url },
      modes: new Map([[testIssuer, 'web-identity']]),
      clock: time.clock,
      schedule: time.schedule,
      observer: { ...silentObserver, budgetWait: (ms) => waits.push(ms) },
      settings: { stsCallsPerSecond: 1, stsBurst: 4, tenantSharePercent: 100 },
    });
  });

  afterEach(async () => {
    vending.close();
    await sts.close();
  });

  const vend = (tenant: string) => vending.vendor.vend(callerOf(tenant), scope);

  it('pays for second attempts too: they do not wait for their turn, but those who come later wait the longer', async () => {
    sts.replies = [stsError('ServiceUnavailable', 503)];
    for (const tenant of ['acme', 'globex']) await assert.rejects(vend(tenant), UnavailableError);
    assert.equal(sts.requests.length, 4);
    sts.replies = ['good'];
    const initech = vend('initech');
    await time.pass(999);
    assert.equal(sts.requests.length, 4, 'all four permits are spent');
    await time.pass(1);
    await initech;
    assert.deepEqual([sts.requests.length, waits], [5, [1_000]]);
  });
});
