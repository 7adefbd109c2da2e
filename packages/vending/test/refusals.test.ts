import assert from 'node:assert/strict';
import { PermissionDeniedError, UnavailableError } from '@leasehold/domain';
import { VendingFaultError } from '@leasehold/vending';
import { beforeEach, describe, it } from 'mocha';
import { callerOf } from './caller.ts';
import { promisesRun } from './pending-vendor.ts';
import { hour, minute, SessionBench, second } from './session-bench.ts';
import { thrownBy } from './shown.ts';

describe('a refusal of STS', () => {
  let bench: SessionBench;

  beforeEach(() => {
    bench = new SessionBench();
  });

  async function refusedWith(error: Error): Promise<void> {
    const vended = thrownBy(bench.ask());
    await promisesRun();
    bench.last().fail(error);
    assert.equal(await vended, error);
  }

  for (const [what, error] of [
    ['that AWS denies the tenant', new PermissionDeniedError('AWS refuses this tenant and role a session')],
    ['that the deployment is wrong', new VendingFaultError('STS cannot read the session policy')],
  ] as const) {
    it(`${what} is told on without asking for 5, 10, 20, 40 and then 60 seconds`, async () => {
      for (const [index, seconds] of [5, 10, 20, 40, 60, 60].entries()) {
        await refusedWith(error);
        await bench.time.pass(seconds * second - 1);
        assert.equal(await thrownBy(bench.ask(callerOf('acme', { token: 'a.other.b' }))), error);
        assert.equal(bench.inner.calls.length, index + 1);
        await bench.time.pass(1);
      }
      assert.equal(bench.vendor.stats().negativeHits, 6);
    });
  }

  it('is told to nobody who asks for another session', async () => {
    await refusedWith(new PermissionDeniedError('AWS refuses this tenant and role a session'));
    await bench.opened(callerOf('globex'));
    await bench.opened(callerOf('acme', { role: 'writer' }));
  });

  it('is forgotten when STS gives a session: the next one counts as the first', async () => {
    const error = new VendingFaultError('STS cannot read the session policy');
    await refusedWith(error);
    await bench.time.pass(5 * second);
    await refusedWith(error);
    await bench.time.pass(10 * second);
    await bench.agedTo(0);
    await refusedWith(error);
    await bench.time.pass(5 * second);
    await bench.opened();
  });

  it('lasts a little shorter as chance has it', async () => {
    bench.chance = 0.5;
    await refusedWith(new VendingFaultError('STS cannot read the session policy'));
    await bench.time.pass(4.5 * second);
    await bench.opened();
  });

  it('that passes is never remembered', async () => {
    await refusedWith(new UnavailableError('down', 1_000));
    await bench.opened();
  });

  it('to renew, that is a fault, keeps the session until its end, and asks as seldom', async () => {
    const session = await bench.opened();
    await bench.time.pass(hour - 5 * minute + second);
    const asked: number[] = [];
    for (let seconds = 0; seconds < 230; seconds++) {
      if (bench.inner.calls.length > asked.length + 1) {
        asked.push(bench.time.true);
        bench.last().fail(new VendingFaultError('STS cannot read the session policy'));
      }
      await bench.time.pass(second);
      assert.equal(await bench.servedAtOnce(), session);
    }
    // At 0, then 5, 10, 20, 40, 60 and 60 seconds apart, each up to a second late.
    assert.equal(asked.length, 7);
  });
});
