import assert from 'node:assert/strict';
import { localDeployment } from '@leasehold/policies';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { RevocationError, RevocationList } from '../src/index.ts';
import { CannedIam, type CannedPolicy } from './canned-iam.ts';
import { tenant, World } from './world.ts';

describe('The list of revocations', () => {
  let world: World;

  beforeEach(async () => {
    world = await World.start();
  });
  afterEach(() => world.stop());

  it('is read with the task role, and its document only when the version changed', async () => {
    const list = world.list();
    const first = await list.read();
    assert.deepEqual(first, {
      version: 'v1',
      revocations: { revoked: [], sessionsBefore: [] },
      at: Math.floor(world.clock.now / 1_000) * 1_000,
    });
    await list.read();
    await world.editor().revoke(tenant('acme'));
    const before = world.calls().length;
    const { version, revocations } = await list.read();
    assert.deepEqual([version, revocations.revoked], ['v2', ['acme']]);
    await list.read();
    assert.deepEqual(world.calls().slice(before), ['GetPolicy', 'GetPolicyVersion', 'GetPolicy']);
  });

  it('says so when IAM does not know who asks, and gives the last list to nobody as the present one', async () => {
    const list = world.list({ ...world.operator, credentials: { accessKeyId: 'AKIA', secretAccessKey: 'none' } });
    await assert.rejects(list.read(), (error: unknown) => {
      assert.ok(error instanceof RevocationError);
      assert.equal(error.code, 'iam-unavailable');
      return true;
    });
  });
});

describe('The list of revocations, from an IAM that lags behind', () => {
  const old: CannedPolicy = {
    id: 'ANPA1',
    version: 'v1',
    updatedAt: '2026-11-25T12:00:00Z',
    revocations: { revoked: [], sessionsBefore: [] },
  };
  const recent: CannedPolicy = {
    ...old,
    version: 'v2',
    updatedAt: '2026-11-25T12:00:09Z',
    revocations: { revoked: ['acme'], sessionsBefore: [] },
  };
  let iam: CannedIam;
  let list: RevocationList;

  beforeEach(async () => {
    iam = await CannedIam.start(recent);
    list = new RevocationList(localDeployment, iam.access);
    await list.read();
  });
  afterEach(async () => {
    list.close();
    await iam.stop();
  });

  it('is not taken from an answer that is older than one already seen', async () => {
    iam.policy = old;
    const { version, revocations } = await list.read();
    assert.deepEqual([version, revocations.revoked], ['v2', ['acme']]);
  });

  it('is not taken from an answer that is older by less than a second, when its version is the earlier one', async () => {
    iam.policy = { ...old, updatedAt: recent.updatedAt };
    const { version, revocations } = await list.read();
    assert.deepEqual([version, revocations.revoked], ['v2', ['acme']]);
    iam.policy = { ...recent, version: 'v10', revocations: { revoked: [], sessionsBefore: [] } };
    assert.deepEqual((await list.read()).revocations.revoked, [], 'a later one of the same second counts');
  });

  it('follows an earlier version that was made the default again', async () => {
    iam.policy = { ...old, updatedAt: '2026-11-25T12:05:00Z' };
    assert.deepEqual((await list.read()).revocations.revoked, []);
  });

  it('is read anew when the policy was deleted and made again with the same version', async () => {
    iam.policy = { ...recent, id: 'ANPA2', revocations: { revoked: ['globex'], sessionsBefore: [] } };
    assert.deepEqual((await list.read()).revocations.revoked, ['globex']);
  });
});
