import assert from 'node:assert/strict';
import { status } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { type Instance, TwoInstances, theme } from './two-instances.ts';

const denied = { name: 'AccessDeniedException', message: /with an explicit deny in an identity-based policy/ };
const revoked = { code: status.PERMISSION_DENIED, details: "this tenant's access has been revoked" };

describe('The kill switch', () => {
  let world: TwoInstances;

  beforeEach(async () => {
    world = await TwoInstances.start();
    for (const tenant of ['acme', 'globex']) await world.fill(tenant);
  });
  afterEach(() => world.close());

  const get = ({ client }: Instance, tenant: string) => client.call('getConfig', world.token(tenant), theme);

  async function revoke(...more: readonly string[]): Promise<void> {
    const { code, errors } = await world.leasehold('revoke', 'acme', ...more);
    assert.deepEqual([code, errors], [0, '']);
  }

  /** An instance that looks at who is revoked when the test says so, and has values of both tenants. */
  async function lookingInstance(): Promise<{ readonly instance: Instance; now(): void }> {
    const timers: { ms: number; work: () => void }[] = [];
    const instance = await world.instance((ms, work) => {
      const timer = { ms, work };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer), timers.includes(timer) ? 1 : 0);
    });
    for (const tenant of ['acme', 'globex']) await get(instance, tenant);
    return {
      instance,
      now() {
        const look = timers.find(({ ms }) => ms === 15_000);
        assert.ok(look);
        look.work();
      },
    };
  }

  async function refusedSoon(instance: Instance, tenant: string): Promise<void> {
    let refused = false;
    for (let asks = 0; asks < 2_000 && !refused; asks += 1) {
      refused = await get(instance, tenant).then(
        () => false,
        () => true,
      );
    }
    await assert.rejects(get(instance, tenant), revoked);
  }

  it('stops stolen credentials at AWS at once, and those of no other tenant', async () => {
    const stolen = await world.exchange(world.token('acme'), 'acme');
    const neighbour = await world.exchange(world.token('globex'), 'globex');
    await world.readAtAws(stolen, 'acme');
    await revoke(...world.both);
    await assert.rejects(world.readAtAws(stolen, 'acme'), denied);
    await world.readAtAws(neighbour, 'globex');
  });

  it('lets a stolen token open no session that works, at STS itself', async () => {
    const token = world.token('acme');
    await revoke(...world.both);
    await assert.rejects(world.readAtAws(await world.exchange(token, 'acme'), 'acme'), denied);
  });

  it('has both instances refuse the tenant, cached values included, and serve the others', async () => {
    const token = world.token('acme');
    for (const { client } of [world.first, world.second]) await client.call('getConfig', token, theme);
    await revoke(...world.both);
    for (const instance of [world.first, world.second]) {
      await assert.rejects(instance.client.call('getConfig', token, theme), revoked);
      await assert.rejects(get(instance, 'acme'), revoked);
      await assert.rejects(instance.client.call('putConfig', token, { ...theme, value: 'x' }), revoked);
      assert.equal((await get(instance, 'globex')).entry?.value, 'of globex');
    }
  });

  it('works at AWS while STS is down, and says that an instance, which it could not tell, will see it by itself', async () => {
    const stolen = await world.exchange(world.token('acme'), 'acme');
    const look = await lookingInstance();
    world.aws.faults.inject({ service: 'sts', fault: { kind: 'reset' }, times: Number.POSITIVE_INFINITY });
    const { code, output } = await world.leasehold('revoke', 'acme', '--instance', look.instance.refresh);
    assert.equal(code, 3);
    assert.match(output, /not reached \(STS gave no token: .*within 15 s/);
    await assert.rejects(world.readAtAws(stolen, 'acme'), denied);
    look.now();
    await refusedSoon(look.instance, 'acme');
    assert.equal((await get(look.instance, 'globex')).entry?.value, 'of globex');
  });

  it('holds at an instance that starts later', async () => {
    await revoke(...world.both);
    const later = await world.instance();
    await assert.rejects(get(later, 'acme'), revoked);
    assert.equal((await get(later, 'globex')).entry?.value, 'of globex');
  });

  it('reaches an instance that was not told with its next look', async () => {
    const look = await lookingInstance();
    await revoke(...world.both);
    await get(look.instance, 'acme');
    look.now();
    await refusedSoon(look.instance, 'acme');
  });

  it('takes a nudge from the revoker alone, and none on the public port', async () => {
    for (const token of [null, world.token('acme'), await world.identityToken('another-audience')]) {
      const answer = await world.nudge(world.first.refresh, token);
      assert.deepEqual([answer.code, answer.details], [status.UNAUTHENTICATED, 'the caller was not accepted']);
    }
    const good = await world.identityToken('leasehold-refresh');
    assert.equal((await world.nudge(world.first.refresh, good)).code, status.OK);
    assert.equal((await world.nudge(world.first.address, good)).code, status.UNIMPLEMENTED);
  });

  it('says with 3 which instance did not acknowledge, and with 0 which ones did', async () => {
    const told = await world.leasehold('revoke', 'acme', ...world.both);
    assert.equal(told.code, 0);
    assert.match(told.output, /^acme is revoked at AWS \(policy version v2\)/);
    for (const { refresh } of [world.first, world.second]) {
      assert.ok(told.output.includes(`  ${refresh}  acknowledged, acts on v2\n`), told.output);
    }
    const { code, output } = await world.leasehold(
      ...['revoke', 'globex', '--instance', world.first.refresh, '--instance', '127.0.0.1:1'],
    );
    assert.equal(code, 3);
    assert.match(output, /127\.0\.0\.1:1 {2}not reached \(UNAVAILABLE.*within 15 s/);
    assert.match(output, /acknowledged, acts on v3/);
    const listed = await world.leasehold('revocations');
    assert.equal(listed.output, 'revoked: 2 (policy version v3)\n  acme\n  globex\n');
  });

  it('is undone by restore: new tokens and sessions work, and the stolen old ones still do not', async () => {
    const stolenToken = world.token('acme');
    const stolen = await world.exchange(stolenToken, 'acme');
    await revoke(...world.both);
    const { code, output } = await world.leasehold('restore', 'acme', ...world.both);
    assert.deepEqual([code, output.includes('acts on v3')], [0, true]);
    // Served again once AWS's clock has passed the second in which the tenant was restored.
    world.later(2_000);
    await world.leasehold('restore', 'acme', ...world.both);
    for (const instance of [world.first, world.second]) {
      assert.equal((await get(instance, 'acme')).entry?.value, 'of acme');
      const again = instance.client.call('getConfig', stolenToken, theme);
      await assert.rejects(again, { code: status.UNAUTHENTICATED });
    }
    await world.readAtAws(await world.exchange(world.token('acme'), 'acme'), 'acme');
    await assert.rejects(world.readAtAws(stolen, 'acme'), denied);
  });

  it('writes nothing for a tenant outside the grammar, for an instance without a port, or without permission', async () => {
    const before = await world.leasehold('revocations');
    for (const args of [
      ['revoke', 'a*'],
      ['revoke', 'acme', '--instance', 'somewhere'],
      ['revoke', 'acme', '--policy', 'no-such-policy'],
      ['revoke', 'acme', '--aws-endpoint', 'http://aws.example'],
      ['revoke', 'acme', '--instance', world.first.refresh, '--instance-ca', '/no/such/ca'],
    ]) {
      const { code, output, errors } = await world.leasehold(...args);
      assert.deepEqual([code, output], [1, ''], args.join(' '));
      assert.match(errors, /^leasehold: [^\n]+\n$/);
    }
    assert.deepEqual(await world.leasehold('revocations'), before);
  });
});
