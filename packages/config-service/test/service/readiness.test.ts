import assert from 'node:assert/strict';
import { UnavailableError } from '@leasehold/domain';
import { describe, it } from 'mocha';
import { parts } from '../../src/composition/parts.ts';
import { override } from '../../src/composition/token.ts';
import { Readiness, type ReadyCondition, type ReadyListener } from '../../src/service/readiness.ts';
import { FakeVendor, vendingOf } from '../fakes/fake-vendor.ts';
import { healthOf } from '../fakes/health.ts';
import { ManualSchedule } from '../fakes/manual-schedule.ts';
import { RunningService } from '../fakes/running-service.ts';

/** A condition that holds when the test says so. */
class Promised implements ReadyCondition {
  readonly name: string;
  holds = false;
  attempts = 0;

  constructor(name: string) {
    this.name = name;
  }

  attempt(): Promise<void> {
    this.attempts += 1;
    return this.holds ? Promise.resolve() : Promise.reject(new UnavailableError(`no ${this.name}`, 1_000));
  }
}

function heard(): ReadyListener & { readonly said: string[] } {
  const said: string[] = [];
  return { said, ready: () => said.push('ready'), waiting: (name) => said.push(`waiting for ${name}`) };
}

describe('Readiness', () => {
  it('comes when each condition has held once, whichever was first, and tries only those that have not', async () => {
    const [keys, sts] = [new Promised('issuer-keys'), new Promised('sts')];
    const timers = new ManualSchedule();
    const readiness = new Readiness([keys, sts], timers.after);
    const listener = heard();
    await readiness.start(listener);
    assert.deepEqual(readiness.missing, ['issuer-keys', 'sts']);
    sts.holds = true;
    await timers.goOff();
    assert.deepEqual(readiness.missing, ['issuer-keys']);
    assert.deepEqual(listener.said, ['waiting for issuer-keys', 'waiting for sts']);
    keys.holds = true;
    await timers.goOff();
    assert.deepEqual([keys.attempts, sts.attempts], [3, 2]);
    assert.equal(listener.said.at(-1), 'ready');
    assert.deepEqual(timers.pending, [], 'nothing is tried any more');
  });

  it('tells what is missing at once, then once a minute', async () => {
    const timers = new ManualSchedule();
    const readiness = new Readiness([new Promised('sts')], timers.after);
    const listener = heard();
    await readiness.start(listener);
    for (let tries = 1; tries < 60; tries++) await timers.goOff();
    assert.equal(listener.said.length, 1);
    assert.deepEqual(timers.pending, [1_000]);
    await timers.goOff();
    assert.equal(listener.said.length, 2);
  });

  it('never comes after the stop, though an attempt was under way', async () => {
    const answer = Promise.withResolvers<void>();
    const timers = new ManualSchedule();
    const readiness = new Readiness([{ name: 'sts', attempt: () => answer.promise }], timers.after);
    const listener = heard();
    const started = readiness.start(listener);
    readiness.stop();
    answer.resolve();
    await started;
    assert.deepEqual(listener.said, []);
    const failing = new Readiness([new Promised('sts')], timers.after);
    await failing.start(heard());
    failing.stop();
    assert.deepEqual(timers.pending, []);
  });

  it('comes at once when there is nothing to wait for', async () => {
    const listener = heard();
    await new Readiness([], new ManualSchedule().after).start(listener);
    assert.deepEqual(listener.said, ['ready']);
  });
});

describe('The health of a service', () => {
  it('is SERVING once keys and STS were there, also when the keys are gone afterwards', async () => {
    const timers = new ManualSchedule();
    let stsAnswers = false;
    const askSts = async (): Promise<void> => {
      if (!stsAnswers) throw new UnavailableError('AWS STS has not answered yet: ECONNREFUSED', 1_000);
    };
    const running = await RunningService.start(
      {},
      override(parts.schedule, [], () => timers.after),
      override(parts.vending, [], () => ({ ...vendingOf(new FakeVendor()), askSts })),
    );
    try {
      assert.equal(await healthOf(running.port), 'NOT_SERVING');
      const refused = running.log.records().filter(({ level }) => level === 'error');
      const missing = refused.map(({ event, errorMessage }) => [event, errorMessage]);
      assert.deepEqual(missing, [['not ready: waiting for sts', 'AWS STS has not answered yet: ECONNREFUSED']]);
      stsAnswers = true;
      await timers.goOff();
      assert.equal(await healthOf(running.port), 'SERVING');
      running.verifier.keysAtHand = false;
      stsAnswers = false;
      await timers.goOff();
      assert.equal(await healthOf(running.port), 'SERVING');
      assert.equal(running.log.records().filter(({ event }) => event === 'ready').length, 1);
    } finally {
      await running.stop();
    }
  });

  it('does not wait for STS when no issuer makes the service ask it for itself', async () => {
    const running = await RunningService.start();
    try {
      assert.equal(await healthOf(running.port), 'SERVING');
    } finally {
      await running.stop();
    }
  });
});
