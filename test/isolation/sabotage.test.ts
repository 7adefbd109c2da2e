import assert from 'node:assert/strict';
import { override, parts, type Service } from '@leasehold/config-service';
import { sabotagedService } from '@leasehold/dev';
import fc from 'fast-check';
import { after, before, describe, it } from 'mocha';
import { bounded } from './bounded.ts';
import { judgeAtEdge } from './edge-judge.ts';
import { anyLegalOperation, anyParameterOperation, anyRead, type Operation, seeding } from './operations.ts';
import { type Judge, performAll } from './perform.ts';
import { seededPlaces } from './places.ts';
import { forgetful, quietService } from './quiet-service.ts';
import { judgeOwnOrRefused, judgeRefused } from './sabotage-judge.ts';
import { SessionsMixedUp } from './sessions-mixed-up.ts';
import { changesBetween, takeSnapshot } from './store-snapshot.ts';
import { dataAsks, isCrossed } from './trail-oracle.ts';
import { Victims } from './victims.ts';
import { Visit, World } from './world.ts';

interface Sabotage {
  readonly what: string;
  readonly service: (world: World, victims: Victims) => Service;
  readonly operations: (tenants: number) => fc.Arbitrary<Operation>;
  readonly victims: 'others' | 'anyone';
  readonly judge: Judge;
  /** Calls to AWS that named another tenant's data. */
  readonly leastCrossed: number;
  readonly leastRefused: Readonly<Record<string, number>>;
  /** Items that may change all the same, because the sabotage leaves the tenant's own names for them. */
  readonly mayChange: (item: string) => boolean;
}

const allRefused = {
  'get refused by AWS': 70,
  'batch refused by AWS': 25,
  'list refused by AWS': 15,
  'put refused by AWS': 30,
  'delete refused by AWS': 8,
};

const crossing =
  (cross: 'both' | 'leading-keys' | 'paths') =>
  (world: World, victims: Victims): Service =>
    sabotagedService({ environment: world.settings(forgetful), aws: world.cloud.aws, victim: victims.choose, cross });

const sabotages: readonly Sabotage[] = [
  {
    what: "every key and path is another tenant's",
    service: crossing('both'),
    operations: anyLegalOperation,
    victims: 'others',
    judge: judgeRefused,
    leastCrossed: 350,
    leastRefused: allRefused,
    mayChange: () => false,
  },
  {
    what: "every leading key is another tenant's",
    service: crossing('leading-keys'),
    operations: anyLegalOperation,
    victims: 'others',
    judge: judgeRefused,
    leastCrossed: 350,
    leastRefused: allRefused,
    mayChange: () => false,
  },
  {
    what: "every parameter path is another tenant's",
    service: crossing('paths'),
    operations: anyParameterOperation,
    victims: 'others',
    judge: judgeRefused,
    leastCrossed: 250,
    leastRefused: allRefused,
    // The lock of a parameter is an item under the tenant's own leading key, taken and given back.
    mayChange: (item) => item.includes(' PARAMETER#'),
  },
  {
    what: 'own and foreign names are mixed, within one call too',
    service: crossing('both'),
    operations: anyRead,
    victims: 'anyone',
    judge: judgeOwnOrRefused,
    leastCrossed: 130,
    leastRefused: {
      'get refused by AWS': 70,
      'list refused by AWS': 15,
      'batch key entry': 5,
      'batch key error': 120,
    },
    mayChange: () => false,
  },
  {
    what: "every call is signed with another tenant's session",
    service: (world, victims) =>
      quietService(
        world,
        forgetful,
        override(parts.vendor, [parts.vending], ({ vendor }) => new SessionsMixedUp(vendor, victims.choose)),
      ),
    operations: anyLegalOperation,
    victims: 'others',
    judge: judgeOwnOrRefused,
    leastCrossed: 450,
    leastRefused: {
      'get refused by AWS': 70,
      'list refused by AWS': 15,
      'batch key error': 120,
      'put refused by AWS': 30,
      'delete refused by AWS': 15,
    },
    mayChange: () => false,
  },
];

describe('isolation at the AWS layer, with a sabotaged service', () => {
  let world: World;
  let allCrossed = 0;

  before(async function () {
    this.timeout(60_000);
    world = await World.start();
    const healthy = await Visit.begin(world, quietService(world));
    const places = seededPlaces.filter(({ service }) => service === '' || service === 'orders');
    for (const puts of seeding(world.residents.length, places)) await performAll(healthy, puts, judgeAtEdge);
    await healthy.end();
    healthy.tally.assertAtLeast({ 'put OK': world.residents.length * places.length });
  });

  after(async () => {
    await world.close();
  });

  for (const sabotage of sabotages) {
    it(`is kept by IAM when ${sabotage.what}`, async function () {
      this.timeout(120_000);
      const { residents, cloud } = world;
      const victims = new Victims(world.tenants, sabotage.victims);
      const before = await takeSnapshot(cloud);
      const recorded = cloud.aws.trail.entries().length;
      const visit = await Visit.begin(world, sabotage.service(world, victims));
      try {
        const batch = fc.array(sabotage.operations(residents.length), { minLength: 1, maxLength: 100, size: 'max' });
        const property = fc.asyncProperty(fc.integer(), batch, async (seed, operations) => {
          victims.reseed(seed);
          await performAll(visit, operations, sabotage.judge);
        });
        while (visit.tally.total < 600) await fc.assert(property, { numRuns: 4, unbiased: true, ...bounded });
      } finally {
        await visit.end();
      }
      const asks = dataAsks(cloud.aws.trail.entries().slice(recorded));
      const afterwards = await takeSnapshot(cloud);
      const changed = changesBetween(before.items, afterwards.items).filter((item) => !sabotage.mayChange(item));
      assert.deepEqual(changed, [], 'the table changed');
      assert.deepEqual(changesBetween(before.parameters, afterwards.parameters), [], 'the parameter store changed');

      const crossed = asks.filter(isCrossed);
      assert.deepEqual(
        crossed.filter(({ allowed }) => allowed),
        [],
        'AWS allowed a crossed call',
      );
      allCrossed += crossed.length;
      assert.ok(crossed.length >= sabotage.leastCrossed, `only ${crossed.length} crossed calls: ${visit.tally}`);
      visit.tally.assertAtLeast(sabotage.leastRefused);
    });
  }

  it('was asked to be broken thousands of times', () => {
    assert.ok(allCrossed >= 2_000, `only ${allCrossed} crossed calls reached AWS`);
  });
});
