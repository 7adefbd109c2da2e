import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createVendor, type Vending } from '@leasehold/vending';
import { after, before, describe, it } from 'mocha';
import { callerOf, testIssuer } from './caller.ts';
import { deployment } from './deployment.ts';
import { FakeSts } from './fake-sts.ts';
import { ManualClock } from './manual-clock.ts';
import { promisesRun } from './pending-vendor.ts';
import { hour, orders } from './session-bench.ts';

const sessions = 300;
/** Beside what is held of it, in an answer of STS and in the text that a token is cut out of. */
const chaff = 'x'.repeat(20_000);

describe('the memory of resident sessions', () => {
  const clock = new ManualClock();
  let sts: FakeSts;
  let vending: Vending;

  before(async () => {
    sts = await FakeSts.start(clock);
    const good = sts.good.bind(sts);
    sts.good = (form, now) => {
      const { status, body } = good(form, now);
      return { status, body: body.replace('<Credentials>', `<Other>${chaff}</Other><Credentials>`) };
    };
    sts.change = () => ({
      accessKeyId: letters(20),
      secretAccessKey: letters(40),
      sessionToken: letters(1_000),
    });
    vending = createVendor({
      deployment,
      sts: { region: 'eu-west-1', endpoint: sts.url },
      modes: new Map([[testIssuer, 'web-identity']]),
      clock,
      settings: { stsBurst: 2 * sessions },
    });
  });

  after(async () => {
    vending.close();
    await sts.close();
  });

  it('is that of their own secrets and tokens, not of the texts that these came in', async () => {
    await openAll('warm-up');
    const before = await heapUsed();
    await openAll('tenant');
    const each = ((await heapUsed()) - before) / sessions;
    assert.equal(vending.vendor.stats().resident, 2 * sessions);
    assert.ok(each < chaff.length / 2, `${Math.round(each)} bytes a session`);
  });

  async function openAll(prefix: string): Promise<void> {
    for (let each = 0; each < sessions; each += 1) {
      const token = `${chaff}${letters(100)}.${letters(456)}.${letters(342)}`.slice(chaff.length);
      await vending.vendor.vend(callerOf(`${prefix}-${each}`, { token, expiresAt: clock.now() + hour }), orders);
      sts.requests.length = 0;
    }
  }
});

/** After everything that can be collected has been. */
async function heapUsed(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let round = 0; round < 3; round += 1) {
    await promisesRun();
    collect();
  }
  return process.memoryUsage().heapUsed;
}

function letters(length: number): string {
  return randomBytes(length).toString('hex').slice(length);
}
