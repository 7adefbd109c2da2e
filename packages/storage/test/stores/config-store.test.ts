import assert from 'node:assert/strict';
import {
  configTags,
  InvalidInputError,
  IsolationRefusedError,
  NotFoundError,
  UnavailableError,
  VersionConflictError,
} from '@leasehold/domain';
import type { ConfigStore } from '@leasehold/storage';
import { after, afterEach, before, describe, it } from 'mocha';
import { orders, StoreBench } from '../aws/store-bench.ts';
import { name, write } from './writing.ts';

for (const tag of configTags) {
  describe(`the store of ${tag}_ keys`, () => {
    let bench: StoreBench;
    let store: ConfigStore;
    before(async () => {
      bench = await StoreBench.start();
      store = bench.store(tag);
    });
    afterEach(() => bench.aws.faults.clear());
    after(() => bench.close());

    it('answers what was put, with its author, content type, time and version', async () => {
      const session = await bench.writer();
      const put = await store.put(session, orders, name('theme'), write('{"a":1}', 0));
      const got = await store.get(await bench.reader(), orders, name('theme'));

      assert.equal(put.version, 1);
      assert.ok(got);
      assert.ok(Math.abs(got.lastModifiedAt - bench.clock.now()) < 5000);
      assert.deepEqual(
        { ...got, lastModifiedAt: 0 },
        {
          service: 'orders',
          key: { tag, name: 'theme' },
          value: '{"a":1}',
          contentType: 'application/json',
          version: 1,
          lastModifiedAt: 0,
          author: 'ann',
          sensitivity: 'normal',
        },
      );
    });

    it('answers null for what was never put or was deleted', async () => {
      const session = await bench.writer();
      assert.equal(await store.get(session, orders, name('never')), null);
      await store.put(session, orders, name('gone'), write('x', 0));
      assert.equal(await store.delete(session, orders, name('gone'), { expectedVersion: 1, author: 'ann' }), 2);
      assert.equal(await store.get(session, orders, name('gone')), null);
    });

    it('never lets a version go back, deletions included', async () => {
      const session = await bench.writer();
      const versions: number[] = [];
      for (let round = 0; round < 3; round += 1) {
        const created = await store.put(session, orders, name('phoenix'), write(`v${round}`, 0));
        const changed = await store.put(session, orders, name('phoenix'), write(`w${round}`, created.version));
        const removal = { expectedVersion: changed.version, author: 'ann' };
        const deleted = await store.delete(session, orders, name('phoenix'), removal);
        versions.push(created.version, changed.version, deleted);
      }
      assert.deepEqual(versions, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    });

    it('refuses a write on another version than the current one, and says which that is', async () => {
      const session = await bench.writer();
      await store.put(session, orders, name('cas'), write('a', 0));
      const removal = { expectedVersion: 7, author: 'ann' };
      const conflict = { name: 'VersionConflictError', currentVersion: 1 };
      await assert.rejects(store.put(session, orders, name('cas'), write('b', 0)), conflict);
      await assert.rejects(store.put(session, orders, name('cas'), write('b', 2)), conflict);
      await assert.rejects(store.delete(session, orders, name('cas'), removal), conflict);
      const missing = { name: 'VersionConflictError', currentVersion: 0 };
      await assert.rejects(store.put(session, orders, name('no-cas'), write('b', 3)), missing);
      await assert.rejects(store.delete(session, orders, name('no-cas'), removal), NotFoundError);
      assert.equal((await store.get(session, orders, name('cas')))?.value, 'a');
    });

    it('lets exactly one of parallel writers win each version', async () => {
      const session = await bench.writer();
      for (let version = 0; version < 3; version += 1) {
        const attempts = Array.from({ length: 6 }, (_, index) =>
          store.put(session, orders, name('race'), write(`${version}-${index}`, version)),
        );
        const settled = await Promise.allSettled(attempts);
        const won = settled.filter((outcome) => outcome.status === 'fulfilled');
        assert.equal(won.length, 1);
        const [winner] = won;
        for (const outcome of settled) {
          if (outcome.status === 'fulfilled') continue;
          const { reason } = outcome;
          assert.ok(reason instanceof VersionConflictError || reason instanceof UnavailableError, String(reason));
        }
        assert.equal((await store.get(session, orders, name('race')))?.value, winner?.value.value);
      }
    });

    it('lists live entries in pages, by name, whatever tombstones lie between', async () => {
      const session = await bench.session('lister', { access: 'write', service: orders });
      const all = Array.from({ length: 27 }, (_, index) => name(`n${String(index).padStart(2, '0')}`));
      for (const one of all) await store.put(session, orders, one, write(`value of ${one}`, 0));
      const gone = all.filter((_, index) => index % 5 === 1);
      for (const one of gone) await store.delete(session, orders, one, { expectedVersion: 1, author: 'ann' });

      const listed: string[] = [];
      let after: string | null = null;
      do {
        const page = await store.list(session, orders, { limit: 4, after });
        assert.ok(page.entries.length <= 4);
        for (const entry of page.entries) {
          assert.equal(entry.value, `value of ${entry.key.name}`);
          assert.equal(entry.author, 'ann');
          listed.push(entry.key.name);
        }
        after = page.next;
        assert.ok(after === null || !/TENANT|acme|lister/.test(Buffer.from(after, 'base64url').toString('latin1')));
      } while (after !== null && listed.length < 100);
      assert.deepEqual(
        listed,
        all.filter((one) => !gone.includes(one)),
      );
    });

    it('tells the version of every live key in pages, whatever tombstones lie between', async () => {
      const session = await bench.session('counter', { access: 'write', service: orders });
      const all = Array.from({ length: 23 }, (_, index) => name(`n${String(index).padStart(2, '0')}`));
      for (const one of all) await store.put(session, orders, one, write(`value of ${one}`, 0));
      for (const one of all.slice(0, 5)) await store.put(session, orders, one, write('changed', 1));
      for (const one of all.slice(3, 8)) {
        const expectedVersion = all.indexOf(one) < 5 ? 2 : 1;
        await store.delete(session, orders, one, { expectedVersion, author: 'ann' });
      }
      await store.put(session, orders, name('n03'), write('again', 0));

      const told = new Map<string, number>();
      const reader = await bench.session('counter', { access: 'read', service: orders }, 'reader');
      let after: string | null = null;
      for (let pages = 0; pages < 50 && (pages === 0 || after !== null); pages += 1) {
        const page = await store.versions(reader, orders, { limit: 4, after });
        assert.ok(page.versions.size <= 4);
        for (const [one, version] of page.versions) told.set(one, version);
        after = page.next;
      }
      assert.equal(after, null);
      const live = await store.getMany(reader, orders, all);
      const right = [...live].flatMap(([one, entry]) => (entry && 'version' in entry ? [[one, entry.version]] : []));
      assert.deepEqual([...told].sort(), right.sort());
      assert.equal(told.size, 19);
    });

    it('refuses a page token it did not give', async () => {
      const session = await bench.reader();
      for (const after of [
        '',
        '!',
        'VEVOQU5UI2dsb2JleA',
        'a b',
        Buffer.from('\u0000').toString('base64url'),
        'bmFtZQ==',
      ]) {
        await assert.rejects(store.list(session, orders, { limit: 5, after }), { field: 'page_token' }, after);
        await assert.rejects(store.versions(session, orders, { limit: 5, after }), { field: 'page_token' }, after);
      }
    });

    it('answers one outcome for each key of a batch', async () => {
      const session = await bench.writer('batcher');
      const all = Array.from({ length: 23 }, (_, index) => name(`b${index}`));
      for (const one of all.slice(0, 20)) await store.put(session, orders, one, write(`v-${one}`, 0));
      const found = await store.getMany(await bench.reader('batcher'), orders, all);
      assert.deepEqual([...found.keys()].sort(), [...all].sort());
      for (const one of all) {
        const entry = found.get(one);
        assert.ok(entry !== undefined && !(entry instanceof Error));
        assert.equal(entry?.value ?? null, all.indexOf(one) < 20 ? `v-${one}` : null);
        assert.equal(entry?.author ?? null, all.indexOf(one) < 20 ? 'ann' : null);
      }
    });

    it("keeps tenants and services apart by IAM alone: the reader's session cannot write, nor any touch another service", async () => {
      const reader = await bench.reader();
      const billing = await bench.session('acme', { access: 'write', service: 'billing' });
      await assert.rejects(store.put(reader, orders, name('x'), write('x', 0)), IsolationRefusedError);
      await assert.rejects(store.get(billing, orders, name('theme')), IsolationRefusedError);
      await assert.rejects(store.put(billing, orders, name('x'), write('x', 0)), IsolationRefusedError);
      await assert.rejects(store.list(billing, orders, { limit: 5, after: null }), IsolationRefusedError);
      await assert.rejects(store.versions(billing, orders, { limit: 5, after: null }), IsolationRefusedError);
    });

    it('tells of each AWS call its operation, request id and outcome, and no more', async () => {
      bench.calls.length = 0;
      await store.get(await bench.reader(), orders, name('theme'));
      const billing = await bench.session('acme', { access: 'write', service: 'billing' });
      await store.get(billing, orders, name('theme')).catch(() => {});
      assert.ok(bench.calls.some((call) => call.status === 'ok'));
      assert.ok(bench.calls.some((call) => call.status === 'AccessDeniedException'));
      for (const call of bench.calls) {
        assert.match(call.requestId ?? '', /^[0-9A-Za-z-]{8,}$/);
        assert.deepEqual(Object.keys(call).sort(), [
          'attempts',
          'latencyMs',
          'operation',
          'requestId',
          'service',
          'status',
        ]);
      }
    });

    it('answers an outage with UnavailableError, when to retry, and nothing changed', async () => {
      const session = await bench.writer();
      const service = tag === 'tenant_config' ? 'dynamodb' : 'ssm';
      await store.put(session, orders, name('outage'), write('before', 0));
      for (const kind of ['throttle', 'internal-error', 'service-unavailable', 'reset'] as const) {
        bench.aws.faults.inject({ service, fault: { kind }, times: 1 });
        await assert.rejects(store.get(session, orders, name('outage')), (error) => {
          assert.ok(error instanceof UnavailableError);
          assert.ok(error.retryAfterMs > 0);
          return true;
        });
      }
      for (const kind of ['throttle', 'internal-error'] as const) {
        bench.aws.faults.inject({ service, fault: { kind }, times: 1 });
        await assert.rejects(store.put(session, orders, name('outage'), write('after', 1)), UnavailableError);
        bench.clock.advance(60_000);
        assert.equal((await store.get(session, orders, name('outage')))?.version, 1);
      }
      assert.equal((await store.put(session, orders, name('outage'), write('after', 1))).version, 2);
    });

    it('refuses a value that is too large, naming the field', async () => {
      const session = await bench.writer();
      const most = tag === 'tenant_config' ? 256 * 1024 : 4096;
      const euro = '€'.repeat(Math.floor(most / 3) + 1);
      await assert.rejects(store.put(session, orders, name('big'), write(euro, 0)), (error) => {
        assert.ok(error instanceof InvalidInputError);
        assert.equal(error.field, 'value');
        return true;
      });
      assert.equal((await store.put(session, orders, name('big'), write('x'.repeat(most), 0))).version, 1);
      assert.equal((await store.get(session, orders, name('big')))?.value?.length, most);
    });
  });
}
