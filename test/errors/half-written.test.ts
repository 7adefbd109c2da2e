import assert from 'node:assert/strict';
import { type ServiceError, status } from '@grpc/grpc-js';
import type { FaultKind, InjectedFault } from '@leasehold/local-aws';
import { after, afterEach, before, describe, it } from 'mocha';
import { ErrorsBench, type RunningService, withoutRetries } from './errors-bench.ts';
import { type Authors, type FaultedWrite, faultedWrites } from './faulted-writes.ts';
import { type Place, type StoredState, storedState } from './stored-state.ts';
import { detailsOf } from './wire-details.ts';

/** One AWS call of a write. */
interface Step {
  readonly service: string;
  readonly operation: string;
}

/** One disturbed write, and what it must have left. */
interface Trace {
  readonly what: string;
  readonly place: Place;
  readonly left: StoredState | null;
}

const disturbances: readonly (readonly [FaultKind, 'once' | 'from then on'])[] = [
  ['throttle', 'once'],
  ['throttle', 'from then on'],
  ['internal-error', 'once'],
  ['service-unavailable', 'once'],
  ['reset', 'once'],
  ['reset', 'from then on'],
  ['reset-after', 'once'],
  ['reset-after', 'from then on'],
];
/** The call that changes what is stored; the others of a write prepare and record it. */
const committing = new Set(['TransactWriteItems', 'PutParameter', 'DeleteParameter']);
/** Longer than a lock that a write left behind. */
const lockExpiredMs = 60_000;

describe('A write that AWS disturbs', () => {
  let bench: ErrorsBench;
  let disturbed: RunningService;
  let authors: Authors;

  before(async () => {
    bench = await ErrorsBench.start();
    disturbed = await bench.service({ overrides: withoutRetries });
    const writer = (subject: string): string => bench.token('writer', { subject });
    authors = { ann: writer('ann'), bob: writer('bob') };
    // Opens the session, so that every rehearsal sees the same calls.
    await disturbed.client.call('putConfig', authors.ann, {
      service: 'orders',
      key: 'tenant_config_first',
      value: '1',
    });
  });

  afterEach(() => bench.cloud.aws.faults.clear());

  after(async () => {
    await disturbed.stop();
    await bench.close();
  });

  for (const write of faultedWrites) {
    describe(write.name, () => {
      for (const [kind, extent] of disturbances) {
        it(`is done whole or not at all when ${kind} hits any of its calls, ${extent}`, () =>
          disturb(write, kind, extent));
      }
    });
  }

  async function disturb(write: FaultedWrite, kind: FaultKind, extent: 'once' | 'from then on'): Promise<void> {
    const steps = await rehearse(write);
    const traces: Trace[] = [];
    for (const [index, step] of steps.entries()) {
      const place = newPlace(write);
      await write.prepare(disturbed.client, authors, place);
      const fault = arrange(steps, index, kind, extent);
      const failure = await outcomeOf(write.write(disturbed.client, authors, place));
      if (extent === 'once') assert.equal(fault?.hits, 1, `${kind} at ${step.operation} hit nothing`);
      bench.cloud.aws.faults.clear();

      const left = expectedState(write, steps, index, kind);
      const what = `${kind} at ${step.operation}, call ${index + 1} of ${steps.length}`;
      if (failure === null) assert.deepEqual(left, write.after, `${what}: was called done`);
      else {
        assertUnavailable(failure, what);
        assert.ok(index <= commitOf(steps), `${what}: was done and called failed`);
      }
      traces.push({ what, place, left });
    }
    await assertTraces(traces);
  }

  /** The calls AWS gets for this write when nothing disturbs it. */
  async function rehearse(write: FaultedWrite): Promise<readonly Step[]> {
    const place = newPlace(write);
    await write.prepare(disturbed.client, authors, place);
    const earlier = bench.cloud.aws.trail.records().length;
    await write.write(disturbed.client, authors, place);
    const records = bench.cloud.aws.trail.records().slice(earlier);
    return records
      .filter(({ eventSource }) => /^(dynamodb|ssm|sts)\./.test(eventSource))
      .map(({ eventSource, eventName }) => ({
        service: eventSource.slice(0, eventSource.indexOf('.')),
        operation: eventName,
      }));
  }

  /** A delay of nothing lets the calls before the disturbed one through. */
  function arrange(
    steps: readonly Step[],
    at: number,
    kind: FaultKind,
    extent: 'once' | 'from then on',
  ): InjectedFault | undefined {
    const { faults } = bench.cloud.aws;
    for (const step of steps.slice(0, at)) faults.inject({ ...step, fault: { kind: 'delay', ms: 0 }, times: 1 });
    const step = steps[at];
    assert.ok(step);
    if (extent === 'once') return faults.inject({ ...step, fault: { kind }, times: 1 });
    for (const service of ['sts', 'dynamodb', 'ssm']) faults.inject({ service, fault: { kind }, times: 1_000 });
    return undefined;
  }

  /** Seen by a service that has cached nothing, and when every lock has expired. */
  async function assertTraces(traces: readonly Trace[]): Promise<void> {
    const other = await bench.service({ overrides: withoutRetries, aheadMs: lockExpiredMs });
    try {
      for (const { what, place, left } of traces) {
        const state = await storedState(other.client, authors.ann, place);
        assert.deepEqual(state, left, what);
        await assertRetry(other, place, state);
      }
    } finally {
      await other.stop();
    }
  }

  /** The caller reads what is there and writes on that: it must go through. */
  async function assertRetry({ client }: RunningService, place: Place, state: StoredState | null): Promise<void> {
    const { entry } = await client.call('putConfig', authors.bob, {
      ...place,
      value: 'again',
      contentType: 'text/csv',
      sensitivity: state?.sensitive ? 2 : 1,
      expectedVersion: BigInt(state?.version ?? 0),
    });
    const version = Number(entry?.version);
    assert.ok(version > (state?.version ?? 0));
    assert.deepEqual(await storedState(client, authors.ann, place), {
      value: 'again',
      version,
      author: 'bob',
      contentType: 'text/csv',
      sensitive: state?.sensitive ?? false,
    });
  }

  function newPlace({ tag }: FaultedWrite): Place {
    return { service: 'orders', key: `${tag}_${bench.name('disturbed')}` };
  }
});

/** Where the write's committing call is, in its calls. */
function commitOf(steps: readonly Step[]): number {
  const commit = steps.findLastIndex(({ operation }) => committing.has(operation));
  assert.ok(commit >= 0, 'no call of this write changes anything');
  return commit;
}

/** All of the old state before the committing call was done, and all of the new one from then on. */
function expectedState(
  write: FaultedWrite,
  steps: readonly Step[],
  index: number,
  kind: FaultKind,
): StoredState | null {
  const commit = commitOf(steps);
  return index < commit || (index === commit && kind !== 'reset-after') ? write.before : write.after;
}

async function outcomeOf(call: Promise<unknown>): Promise<ServiceError | null> {
  return await call.then(
    () => null,
    (error: ServiceError) => error,
  );
}

function assertUnavailable(failure: ServiceError, what: string): void {
  assert.equal(failure.code, status.UNAVAILABLE, `${what}: ${failure.message}`);
  const { reason, retryAfterMs } = detailsOf(failure);
  assert.equal(reason, 'UNAVAILABLE');
  assert.ok(retryAfterMs !== null && retryAfterMs >= 0 && retryAfterMs <= 60_000, `${what}: retry ${retryAfterMs}`);
}
