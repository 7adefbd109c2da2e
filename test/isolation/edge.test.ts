import assert from 'node:assert/strict';
import fc from 'fast-check';
import { after, before, describe, it } from 'mocha';
import { bounded } from './bounded.ts';
import { judgeAtEdge } from './edge-judge.ts';
import { anyOperation, seeding } from './operations.ts';
import { performAll } from './perform.ts';
import { seededPlaces } from './places.ts';
import { quietService } from './quiet-service.ts';
import { judgeSettled, readsOfAll } from './settled-judge.ts';
import { takeSnapshot } from './store-snapshot.ts';
import { assertOnlyOwn } from './tenants.ts';
import { dataAsks, isCrossed } from './trail-oracle.ts';
import { Visit, World } from './world.ts';

describe('isolation at the gRPC edge', () => {
  let world: World;
  let visit: Visit;

  before(async () => {
    world = await World.start();
    visit = await Visit.begin(world, quietService(world));
  });

  after(async () => {
    await visit.end();
    await world.close();
  });

  it('shows no tenant a byte of another in more than ten thousand mixed calls', async function () {
    this.timeout(180_000);
    assert.ok(world.residents.length >= 24);
    for (const puts of seeding(world.residents.length, seededPlaces)) await performAll(visit, puts, judgeAtEdge);
    const batch = fc.array(anyOperation(world.residents.length), { minLength: 1, maxLength: 100, size: 'max' });
    const property = fc.asyncProperty(batch, (operations) => performAll(visit, operations, judgeAtEdge));
    // Each round is some 500 calls in 10 batches; a failure names its seed and shrinks by itself.
    while (visit.tally.total < 10_000) await fc.assert(property, { numRuns: 10, unbiased: true, ...bounded });
    visit.tally.assertAtLeast({
      get: 3_000,
      'get OK': 1_000,
      'get NOT_FOUND': 500,
      'get from cache': 500,
      'get of a secret': 150,
      'get-neighbour NOT_FOUND': 250,
      batch: 700,
      'batch OK': 500,
      list: 750,
      'list OK': 500,
      'list of something': 350,
      'list from own-token': 200,
      'list from foreign-token': 200,
      put: 1_400,
      'put OK': 900,
      'put ABORTED': 80,
      delete: 450,
      'delete OK': 100,
      'delete NOT_FOUND': 100,
      'illegal INVALID_ARGUMENT': 500,
      'hostile-token UNAUTHENTICATED': 180,
      PERMISSION_DENIED: 600,
    });
    assert.ok(visit.tally.of('UNAVAILABLE') < 100, `${visit.tally}`);
  });

  it('left each tenant exactly what it wrote itself', async () => {
    // A new service remembers nothing, so it reads the stores.
    const later = await Visit.begin(world, quietService(world));
    try {
      for (const tenant of world.residents.keys()) await performAll(later, readsOfAll(later, tenant), judgeSettled);
      later.tally.assertAtLeast({ 'settled: a value': 400, 'settled: nothing': 120 });
    } finally {
      await later.end();
    }
  });

  it('called AWS for no tenant with the session of another', () => {
    const entries = world.cloud.aws.trail.entries();
    assert.ok(entries.length < 50_000, 'the trail forgot its beginning');
    const asks = dataAsks(entries);
    assert.deepEqual(asks.filter(isCrossed), []);
    assert.deepEqual(
      asks.filter(({ allowed }) => !allowed),
      [],
    );
    assert.ok(asks.length > 5_000, `only ${asks.length} data calls`);
    for (const name of ['GetItem', 'BatchGetItem', 'Query', 'TransactWriteItems', 'UpdateItem', 'Encrypt', 'Decrypt']) {
      assert.ok(asks.filter(({ eventName }) => eventName === name).length > 100, `too few ${name}`);
    }
    for (const name of ['GetParameter', 'GetParameters', 'GetParametersByPath', 'PutParameter', 'DeleteParameter']) {
      assert.ok(asks.filter(({ eventName }) => eventName === name).length > 20, `too few ${name}`);
    }
  });

  it('stored nothing of one tenant under the name of another', async () => {
    const { items, parameters } = await takeSnapshot(world.cloud);
    assert.ok(items.size > 800 && parameters.size > 100, `${items.size} items, ${parameters.size} parameters`);
    for (const { tenant } of world.residents) {
      const own = [
        ...[...items].filter(
          ([name]) => name.startsWith(`TENANT#${tenant.id} `) || name.startsWith(`TENANT#${tenant.id}|`),
        ),
        ...[...parameters].filter(([name]) => name.startsWith(`/config-service/${tenant.id}/`)),
      ];
      assert.ok(own.length > 10);
      for (const [name, text] of own) assertOnlyOwn(world.tenants, tenant, `${name} ${text}`, name);
    }
  });
});
