import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { FreshWorld } from './world.ts';

const theme = { service: 'orders', key: 'tenant_config_theme' };
const endpoint = { service: 'orders', key: 'param_config_endpoint' };

describe('Three instances on one account', () => {
  let world: FreshWorld;

  before(async function () {
    this.timeout(30_000);
    // A comparison is not to wait for its turn to ask Parameter Store.
    const settings = { LEASEHOLD_RECONCILE_PARAMETER_PAGES_PER_SECOND: '1000' };
    world = await FreshWorld.start({ instances: 3, settings });
  });
  after(() => world.close());

  for (const place of [theme, endpoint]) {
    it(`read what an operator changed behind them, deletions too (${place.key})`, async () => {
      for (const value of ['old', 'new', null, 'again']) {
        if (value === null) await world.operator.remove('acme', place);
        else await world.operator.put('acme', place, value);
        await world.allRead('acme', place, value);
      }
    }).timeout(30_000);

    it(`read what a caller stored by way of one of them, and only of that tenant (${place.key})`, async () => {
      await world.put(0, 'globex', place, 'of globex');
      await world.allRead('globex', place, 'of globex');
      await world.put(0, 'initech', place, 'old');
      await world.allRead('initech', place, 'old');
      const version = await world.put(1, 'initech', place, 'new', 1);
      await world.allAtLeast('initech', place, version);
      await world.allRead('globex', place, 'of globex');
    }).timeout(30_000);
  }

  it('are told again by the retry when the way to one was cut, and the others do not wait for it', async () => {
    await world.hold('umbrella', theme, 'old');
    world.way(2, 'refused');
    await world.operator.put('umbrella', theme, 'new');
    const token = world.token('umbrella');
    for (const each of world.instances.slice(0, 2)) {
      await each.reads(token, 'umbrella', theme, (entry) => entry?.value === 'new', 5_000);
    }
    assert.equal((await world.read(2, 'umbrella', theme))?.value, 'old');
    world.way(2, 'open');
    await world.allRead('umbrella', theme, 'new');
  }).timeout(30_000);

  for (const [hop, lost, other] of [
    ['stream-to-mapping', theme, endpoint],
    ['mapping-to-function', theme, endpoint],
    ['event-to-rule', endpoint, theme],
    ['rule-to-target', endpoint, theme],
    ['async-to-function', endpoint, theme],
  ] as const) {
    it(`know nothing of a change that was lost from ${hop}, until they look by themselves`, async () => {
      for (const place of [lost, other]) await world.hold('hooli', place, 'old');
      world.aws.deliveries.inject({ hop, kind: 'drop', times: Number.POSITIVE_INFINITY });
      for (const place of [lost, other]) await world.operator.put('hooli', place, 'new');
      await world.settled();
      world.aws.deliveries.clear();
      assert.equal((await world.read(0, 'hooli', lost))?.value, 'old');
      assert.equal((await world.read(0, 'hooli', other))?.value, 'new');
      await world.sweep();
      await world.allRead('hooli', lost, 'new');
    }).timeout(30_000);
  }

  it('go on with one that was started again in place of another', async () => {
    await world.hold('stark', theme, 'old');
    const { id } = world.instance(1);
    assert.notEqual((await world.restart(1)).id, id);
    await world.operator.put('stark', theme, 'new');
    await world.allRead('stark', theme, 'new');
  }).timeout(30_000);
});
