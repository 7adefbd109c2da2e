import assert from 'node:assert/strict';
import fc from 'fast-check';
import { beforeEach, describe, it } from 'mocha';
import { Deliveries } from '../../src/deliveries/deliveries.ts';
import type { DeliveryRule } from '../../src/deliveries/delivery-rule.ts';
import type { Lane } from '../../src/deliveries/lane.ts';
import { ManualTime } from '../manual-time.ts';

const always = Number.POSITIVE_INFINITY;

describe('a delivery', () => {
  let time: ManualTime;
  let deliveries: Deliveries;
  let arrived: unknown[];
  let records: Lane;
  let events: Lane;
  beforeEach(() => {
    time = new ManualTime(0);
    deliveries = new Deliveries({ now: () => time.now, delay: time.delay });
    arrived = [];
    records = deliveries.lane('stream-to-mapping', { inOrder: true });
    events = deliveries.lane('async-to-function', { function: 'notifier' });
  });

  const send = (lane: Lane, ...names: string[]) => {
    for (const name of names) lane.send(name, () => arrived.push(name));
  };
  const inject = (kind: DeliveryRule['kind'], more: Partial<DeliveryRule> = {}) =>
    deliveries.inject({ hop: 'stream-to-mapping', kind, times: 1, ...more });

  it('arrives at once where no fault hits it', () => {
    send(records, 'a', 'b');
    assert.deepEqual(arrived, ['a', 'b']);
    assert.equal(deliveries.outstanding, 0);
  });

  it('is lost by a drop', async () => {
    inject('drop');
    send(records, 'a', 'b');
    assert.deepEqual(arrived, ['b']);
    await deliveries.settled();
  });

  it('comes twice by a duplicate', () => {
    inject('duplicate');
    send(records, 'a', 'b');
    assert.deepEqual(arrived, ['a', 'a', 'b']);
  });

  it('comes late by a delay, and in a shard what is behind it waits', async () => {
    inject('delay', { ms: 500 });
    send(records, 'a', 'b');
    await time.advance(499);
    assert.deepEqual(arrived, []);
    assert.equal(deliveries.outstanding, 2);
    await time.advance(1);
    assert.deepEqual(arrived, ['a', 'b']);
    await deliveries.settled();
  });

  it('is overtaken while it is late, where there is no order', async () => {
    inject('delay', { ms: 500, hop: 'async-to-function' });
    send(events, 'a', 'b');
    await time.advance(500);
    assert.deepEqual(arrived, ['b', 'a']);
  });

  it('comes after the next by a reorder, or alone when no next comes', async () => {
    inject('reorder', { times: 2 });
    send(records, 'a');
    assert.deepEqual(arrived, []);
    await time.advance(1_000);
    assert.deepEqual(arrived, ['a']);
    send(records, 'b', 'c', 'd');
    assert.deepEqual(arrived, ['a', 'c', 'b', 'd']);
    await time.advance(1_000);
    assert.deepEqual(arrived, ['a', 'c', 'b', 'd']);
  });

  it('is hit for a period of the clock, by what it is, and on its own hop alone', () => {
    inject('drop', { times: always, from: 10, until: 20, matches: (name) => name !== 'spared' });
    send(records, 'early');
    time.now = 10;
    send(records, 'lost', 'spared');
    send(events, 'elsewhere');
    time.now = 20;
    send(records, 'late');
    assert.deepEqual(arrived, ['early', 'spared', 'elsewhere', 'late']);
  });

  it('is hit for one function and not another', () => {
    deliveries.inject({ hop: 'async-to-function', kind: 'drop', times: always, function: 'other' });
    send(events, 'a');
    deliveries.inject({ hop: 'async-to-function', kind: 'drop', times: always, function: 'notifier' });
    send(events, 'b');
    assert.deepEqual(arrived, ['a']);
  });

  it('is not touched by a fail rule, which is for the attempt', () => {
    const rule = deliveries.inject({ hop: 'async-to-function', kind: 'fail', times: 1 });
    send(events, 'a');
    assert.deepEqual(arrived, ['a']);
    assert.equal(rule.hits, 0);
  });

  it('is refused a rule that could not be shown', () => {
    assert.throws(() => inject('fail'), /fail: only on/);
    assert.throws(() => inject('delay'), /delay: needs ms/);
    assert.throws(() => inject('delay', { ms: -1 }), RangeError);
    assert.throws(() => inject('drop', { times: 0 }), RangeError);
  });

  it('keeps the order of a shard under any delays and duplicates, and loses nothing but by drops', async () => {
    const kinds = fc.constantFrom('none', 'drop', 'delay', 'duplicate') as fc.Arbitrary<DeliveryRule['kind'] | 'none'>;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(kinds, fc.nat(50)), { maxLength: 30 }), async (plan) => {
        const clock = new ManualTime(0);
        const way = new Deliveries({ now: () => clock.now, delay: clock.delay });
        const lane = way.lane('stream-to-mapping', { inOrder: true });
        const seen: number[] = [];
        plan.forEach(([kind, ms], index) => {
          if (kind !== 'none') way.inject({ hop: 'stream-to-mapping', kind, ms, times: 1 });
          lane.send(index, () => seen.push(index));
        });
        await clock.advance(100);
        await way.settled();
        const expected = plan.flatMap(([kind], index) => {
          if (kind === 'drop') return [];
          return kind === 'duplicate' ? [index, index] : [index];
        });
        assert.deepEqual(seen, expected);
      }),
    );
  });
});
