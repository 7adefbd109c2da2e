import assert from 'node:assert/strict';
import { status } from '@grpc/grpc-js';
import fc from 'fast-check';
import { after, before, describe, it } from 'mocha';
import { bounded } from './bounded.ts';
import { judgeAtEdge } from './edge-judge.ts';
import { anyOperation, seeding } from './operations.ts';
import { performAll } from './perform.ts';
import { seededPlaces } from './places.ts';
import { quietService } from './quiet-service.ts';
import { RawWatch } from './raw-watch.ts';
import { assertOnlyOwn } from './tenants.ts';
import { until } from './until.ts';
import { Visit, World } from './world.ts';

const watchedServices = ['', 'orders', 'acme2'] as const;

describe('isolation of watchers', () => {
  let world: World;
  let visit: Visit;
  let port: number;

  before(async () => {
    world = await World.start();
    visit = await Visit.begin(world, quietService(world));
    port = visit.port;
  });

  after(async () => {
    await visit.end();
    await world.close();
  });

  it('shows no watcher a byte of another tenant, while thousands of mixed calls change what all of them watch', async function () {
    this.timeout(180_000);
    const watches = world.residents.flatMap(({ tenant, callers }, index) => {
      const claimed = world.resident((index + 1) % world.residents.length).tenant.id;
      return watchedServices.map((service) => ({
        tenant,
        service,
        watch: new RawWatch(port, service, callers['scoped-reader'].token, claimed),
      }));
    });
    await until(() => watches.every(({ watch }) => watch.hasBegun));
    for (const puts of seeding(world.residents.length, seededPlaces)) await performAll(visit, puts, judgeAtEdge);
    const batch = fc.array(anyOperation(world.residents.length), { minLength: 1, maxLength: 100, size: 'max' });
    const property = fc.asyncProperty(batch, (operations) => performAll(visit, operations, judgeAtEdge));
    while (visit.tally.total < 2_000) await fc.assert(property, { numRuns: 10, unbiased: true, ...bounded });

    for (const { tenant, service, watch } of watches) {
      const { callers } = world.residents.find((each) => each.tenant === tenant) ?? assert.fail();
      const fresh = new RawWatch(port, service, callers.reader.token, tenant.id);
      await until(() => fresh.hasBegun);
      await until(
        () =>
          fresh.known.size === watch.known.size &&
          [...fresh.known].every(([key, version]) => watch.known.get(key) === version),
      );
      assertOnlyOwn(world.tenants, tenant, watch.everything + fresh.everything, 'a watch');
      assert.ok(watch.everything.includes(tenant.marker));
      fresh.close();
    }
    const changes = watches.reduce((sum, { watch }) => sum + watch.changes, 0);
    assert.ok(changes > 300, `${changes} changes`);
    for (const { watch } of watches) watch.close();
  });

  it('gives nobody anything for the resume token of another tenant, and nothing at all to a token of no tenant', async () => {
    const [one, other] = [world.resident(0), world.resident(1)];
    const theirs = new RawWatch(port, 'orders', other.callers.reader.token, one.tenant.id);
    await until(() => theirs.hasBegun);
    const mine = new RawWatch(port, 'orders', one.callers.reader.token, other.tenant.id, theirs.token);
    await until(() => mine.hasBegun);
    assertOnlyOwn(world.tenants, one.tenant, mine.everything, 'a watch with a foreign resume token');
    assert.ok(mine.everything.includes(one.tenant.marker));
    for (const token of world.hostileTokens) {
      const refused = new RawWatch(port, 'orders', token, one.tenant.id, theirs.token);
      await until(() => refused.failure !== undefined);
      assert.equal(refused.failure?.code, status.UNAUTHENTICATED);
      assert.equal(refused.everything, '');
      refused.close();
    }
    const scoped = new RawWatch(port, 'Orders', one.callers['scoped-reader'].token, one.tenant.id);
    await until(() => scoped.failure !== undefined);
    assert.equal(scoped.failure?.code, status.PERMISSION_DENIED);
    for (const each of [theirs, mine, scoped]) each.close();
  });
});
