import assert from 'node:assert/strict';
import { UnavailableError } from '@leasehold/domain';
import { createVendor, silentObserver, type Vending, type VendingSettings } from '@leasehold/vending';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { answerDate, localExpiry } from '../src/session-lifetime.ts';
import { callerOf, testIssuer } from './caller.ts';
import { deployment } from './deployment.ts';
import { FakeSts } from './fake-sts.ts';
import { ManualClock } from './manual-clock.ts';

const scope = { access: 'read', service: 'orders' } as const;
const hour = 3_600_000;

describe('the end of a session, by the clock of this machine', () => {
  let clock: ManualClock;
  let sts: FakeSts;
  let vending: Vending;
  let skews: number[];
  let packed: number[];

  beforeEach(async () => {
    clock = new ManualClock();
    sts = await FakeSts.start(clock);
    vending = vendingOf({});
  });

  afterEach(async () => {
    vending.close();
    await sts.close();
  });

  function vendingOf(settings: Partial<VendingSettings>): Vending {
    skews = [];
    packed = [];
    return createVendor({
      deployment,
      sts: { region: 'eu-west-1', endpoint: sts.url },
      modes: new Map([[testIssuer, 'web-identity']]),
      clock,
      settings: { maxAttempts: 1, ...settings },
      observer: {
        ...silentObserver,
        clockSkew: (ms) => skews.push(ms),
        packedPolicySize: (percent) => packed.push(percent),
      },
    });
  }

  const vend = () => vending.vendor.vend(callerOf('acme'), scope);

  for (const skewMs of [0, 600_000, -600_000, 86_400_000]) {
    it(`is an hour away when AWS's clock is ${skewMs / 1_000} s ahead, and the difference is told`, async () => {
      sts.skewMs = skewMs;
      assert.equal((await vend()).expiresAt, clock.now() + hour);
      assert.deepEqual(skews, [skewMs]);
    });
  }

  for (const date of [null, '', 'tomorrow', '2026-11-21T12:00:00Z', '1795262400']) {
    it(`is what AWS says when the answer's date is ${date === null ? 'missing' : `"${date}"`}`, async () => {
      sts.skewMs = 600_000;
      sts.date = date;
      assert.equal((await vend()).expiresAt, clock.now() + hour + 600_000);
      assert.deepEqual(skews, []);
    });
  }

  it('is no later than was asked for, whatever the date says', async () => {
    sts.date = 'Sat, 21 Nov 2020 12:00:00 GMT';
    assert.equal((await vend()).expiresAt, clock.now() + hour);
  });

  it('is not put off by an answer that took its time', async () => {
    const sentAt = clock.now();
    sts.onRequest = () => clock.advance(2_000);
    assert.equal((await vend()).expiresAt, sentAt + hour);
  });

  it('is not put off by a clock that is put back meanwhile', async () => {
    sts.onRequest = () => clock.advance(-600_000);
    assert.equal((await vend()).expiresAt, clock.now() + hour);
  });

  it('is refused when it has come already, by AWS itself', async () => {
    sts.date = new Date(clock.now() + hour).toUTCString();
    await assert.rejects(vend(), { name: UnavailableError.name, message: /expired credentials/ });
  });

  it('comes with the packed size of the answer, when it has one', async () => {
    await vend();
    assert.deepEqual(packed, [31]);
    vending.vendor.purge(callerOf('acme').tenant);
    sts.change = () => ({ packedPolicySize: null });
    await vend();
    assert.deepEqual(packed, [31]);
  });

  it('is never later than its true end by this clock, however far off clocks are and however long answers take', () => {
    const ms = fc.integer({ min: 0, max: 30_000 });
    const skew = fc.integer({ min: -1e9, max: 1e9 });
    fc.assert(
      fc.property(
        fc.record({ there: ms, back: ms, skew, askedMs: fc.integer({ min: 900_000, max: 43_200_000 }) }),
        (is) => {
          const sentAt = 1e12;
          const givenAt = sentAt + is.there;
          const trueEnd = givenAt + is.askedMs;
          // Both of AWS's times are to the second.
          const seconds = (time: number) => Math.floor((time + is.skew) / 1_000) * 1_000;
          const times = { sentAt, answeredAt: givenAt + is.back, date: seconds(givenAt) };
          const end = localExpiry(seconds(givenAt + is.askedMs), is.askedMs, times);
          assert.ok(end <= trueEnd, 'too late');
          assert.ok(end > trueEnd - is.there - 1_001, 'earlier than it took to ask');
        },
      ),
    );
  });

  it('reads the dates that HTTP has', () => {
    assert.equal(answerDate('Sat, 21 Nov 2026 12:00:00 GMT'), Date.UTC(2026, 10, 21, 12));
    for (const no of [undefined, 12, ['Sat, 21 Nov 2026 12:00:00 GMT'], 'x GMT', 'Sat, 21 Nov 2026 12:00:00']) {
      assert.equal(answerDate(no), null);
    }
  });
});
