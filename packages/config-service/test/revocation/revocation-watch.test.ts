import assert from 'node:assert/strict';
import { UnavailableError } from '@leasehold/domain';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { RevocationWatch } from '../../src/revocation/revocation-watch.ts';
import { FakeRevocationList } from '../fakes/fake-revocation-list.ts';
import { ManualSchedule } from '../fakes/manual-schedule.ts';

describe('The watch of revocations', () => {
  let list: FakeRevocationList;
  let timers: ManualSchedule;
  let said: string[];
  let told: (readonly (number | undefined)[])[];
  let waitsForASecond: boolean;
  let restoring: number;
  let watch: RevocationWatch;

  beforeEach(() => {
    list = new FakeRevocationList();
    timers = new ManualSchedule();
    said = [];
    told = [];
    waitsForASecond = false;
    restoring = 0;
    watch = new RevocationWatch({
      list,
      revoked: {
        follow: () => waitsForASecond,
        count: 2,
        get restoring() {
          return restoring;
        },
      },
      schedule: timers.after,
      log: {
        say: (_severity, { event, policyVersion, revokedTenants, restoringTenants }) => {
          said.push(`${event} ${policyVersion}`);
          told.push([revokedTenants, restoringTenants]);
        },
        failed: (event) => said.push(event),
      },
    });
  });
  afterEach(() => watch.close());

  it('reads every 15 seconds once it has read, and says what changed', async () => {
    await watch.readNow();
    assert.deepEqual(timers.pending, [1_000, 15_000]);
    list.set(['acme']);
    await timers.goOff();
    assert.deepEqual(timers.pending, [1_000, 15_000]);
    await timers.goOff();
    assert.deepEqual(said, ['revocations v1', 'revocations v2']);
    assert.equal(list.reads, 3);
  });

  it('does not read by itself before the first read has succeeded: readiness asks again', async () => {
    list.failure = new Error('down');
    await assert.rejects(watch.readNow(), list.failure);
    assert.deepEqual([timers.pending, said], [[1_000], []]);
  });

  it('keeps what it knows when a read fails, says so once, and says when it reads again', async () => {
    await watch.readNow();
    list.failure = new Error('down');
    for (let reads = 0; reads < 3; reads += 1) await timers.goOff();
    list.failure = undefined;
    await timers.goOff();
    const failed = 'who is revoked cannot be read: the last known list stays in force';
    assert.deepEqual(said, ['revocations v1', failed, 'revocations v1']);
    assert.deepEqual(timers.pending, [1_000, 15_000]);
  });

  it('looks again in a second while a restored tenant waits for its moment', async () => {
    waitsForASecond = true;
    await watch.readNow();
    assert.deepEqual(timers.pending, [1_000, 1_000]);
  });

  it('tells revoked tenants from restored ones that wait for their moment, and says when they wait no more', async () => {
    [waitsForASecond, restoring] = [true, 1];
    await watch.readNow();
    await timers.goOff();
    [waitsForASecond, restoring] = [false, 0];
    await timers.goOff();
    await timers.goOff();
    assert.deepEqual(told, [
      [1, 1],
      [2, 0],
    ]);
  });

  it('answers everybody who asks by one read that began after they asked, and none begins within a second of another', async () => {
    const reading = Promise.withResolvers<void>();
    list.before = () => reading.promise;
    const first = watch.readNow();
    const later = [watch.readNow(), watch.readNow()];
    list.before = () => undefined;
    reading.resolve();
    assert.equal(await first, 'v1');
    assert.equal(list.reads, 1);
    list.set(['acme']);
    await timers.goOff();
    assert.deepEqual(await Promise.all(later), ['v2', 'v2']);
    assert.equal(list.reads, 2);
  });

  it('looks less often, though every five seconds, for those who ask again and again and find nothing new', async () => {
    const ask = async (): Promise<void> => {
      const answer = watch.readNow();
      await timers.goOff();
      await answer;
    };
    await watch.readNow();
    const rests: (number | undefined)[] = [];
    for (let asks = 0; asks < 6; asks += 1) {
      if (asks === 4) list.set(['acme']);
      await ask();
      rests.push(timers.pending[0]);
    }
    assert.deepEqual(rests, [1_000, 2_000, 4_000, 5_000, 5_000, 1_000]);
    for (let asks = 0; asks < 3; asks += 1) await ask();
    await timers.goOff();
    await timers.goOff();
    assert.deepEqual(timers.pending, [1_000, 15_000], 'nobody asked, so it is a second again');
  });

  it('reads nothing any more once it is closed', async () => {
    await watch.readNow();
    watch.close();
    assert.deepEqual(timers.pending, []);
    await assert.rejects(watch.readNow(), UnavailableError);
  });
});
