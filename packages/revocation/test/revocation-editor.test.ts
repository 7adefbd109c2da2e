import assert from 'node:assert/strict';
import { CreatePolicyVersionCommand, IAMClient, ListPolicyVersionsCommand } from '@aws-sdk/client-iam';
import {
  localDeployment,
  nobodyRevoked,
  RevocationsSizeError,
  RevocationsUnreadableError,
  revocationsArn,
  revocationsPolicy,
} from '@leasehold/policies';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { RevocationEditor, RevocationError, type RevocationErrorCode } from '../src/index.ts';
import { CannedIam } from './canned-iam.ts';
import { tenant, World } from './world.ts';

const PolicyArn = revocationsArn(localDeployment);

function failed(code: RevocationErrorCode, text: RegExp) {
  return (error: unknown): boolean => {
    assert.ok(error instanceof RevocationError, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, text);
    return true;
  };
}

describe('The editor of revocations', () => {
  let world: World;
  let iam: IAMClient;

  beforeEach(async () => {
    world = await World.start();
    const { endpoint, operator: credentials } = world.aws;
    const systemClockOffset = world.clock.now - Date.now();
    iam = new IAMClient({ endpoint, credentials, systemClockOffset, region: localDeployment.region, maxAttempts: 1 });
  });
  afterEach(async () => {
    iam.destroy();
    await world.stop();
  });

  const byHand = (document: object) =>
    iam.send(
      new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: JSON.stringify(document), SetAsDefault: true }),
    );

  it('revokes and restores, and says which version of the policy is in effect', async () => {
    const editor = world.editor();
    const revoke = await editor.revoke(tenant('acme'));
    assert.deepEqual(revoke, {
      version: 'v2',
      changed: true,
      revocations: { revoked: ['acme'], sessionsBefore: [] },
    });
    const restore = await editor.restore(tenant('acme'));
    assert.equal(restore.version, 'v3');
    assert.deepEqual(restore.revocations.revoked, []);
  });

  it('restores at the end of the second that AWS answers with, whatever time it is here', async () => {
    world.clock.now -= 3 * 60_000;
    const editor = world.editor();
    await editor.revoke(tenant('acme'));
    const { revocations } = await editor.restore(tenant('acme'));
    const before = Math.floor(world.clock.now / 1_000) * 1_000 + 1_000;
    assert.deepEqual(revocations.sessionsBefore, [{ tenant: 'acme', before }]);
  });

  it('writes nothing when it is so already', async () => {
    const editor = world.editor();
    await editor.revoke(tenant('acme'));
    assert.equal((await editor.revoke(tenant('acme'))).changed, false);
    const restore = await editor.restore(tenant('globex'));
    assert.deepEqual([restore.changed, restore.version], [false, 'v2']);
  });

  it('deletes the oldest version when there are five, and never the one in effect', async () => {
    const editor = world.editor();
    for (const name of ['t1', 't2', 't3', 't4', 't5', 't6']) await editor.revoke(tenant(name));
    const { Versions = [] } = await iam.send(new ListPolicyVersionsCommand({ PolicyArn }));
    assert.deepEqual(
      Versions.map(({ VersionId }) => VersionId),
      ['v7', 'v6', 'v5', 'v4', 'v3'],
    );
    assert.equal((await editor.list()).revocations.revoked.length, 6);
  });

  it('deletes the oldest of the others when the one in effect is the oldest', async () => {
    const PolicyDocument = JSON.stringify(revocationsPolicy(localDeployment, nobodyRevoked));
    for (let version = 2; version <= 5; version += 1) {
      await iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument }));
    }
    assert.equal((await world.editor().revoke(tenant('acme'))).version, 'v6');
    const { Versions = [] } = await iam.send(new ListPolicyVersionsCommand({ PolicyArn }));
    assert.deepEqual(
      Versions.map(({ VersionId }) => VersionId),
      ['v6', 'v5', 'v4', 'v3', 'v1'],
    );
  });

  it('says that a change is written and not yet seen, while IAM answers with what was before', async () => {
    const old = { id: 'ANPA1', version: 'v1', updatedAt: '2026-11-25T12:00:00Z', revocations: nobodyRevoked };
    const lagging = await CannedIam.start(old);
    const editor = new RevocationEditor(localDeployment, lagging.access, async () => {});
    await assert.rejects(editor.revoke(tenant('acme')), failed('unconfirmed', /version v2 of the policy was written/));
    assert.equal(lagging.asked.filter((operation) => operation === 'CreatePolicyVersion').length, 1);
    editor.close();
    await lagging.stop();
  });

  it('collects who was restored more than twelve hours ago with the next change', async () => {
    const editor = world.editor();
    await editor.revoke(tenant('acme'));
    await editor.restore(tenant('acme'));
    world.clock.now += 12 * 3_600_000 + 2_000;
    const { revocations } = await editor.revoke(tenant('globex'));
    assert.deepEqual(revocations, { revoked: ['globex'], sessionsBefore: [] });
  });

  it('loses no change of several people who write at the same time', async () => {
    const names = ['t1', 't2', 't3', 't4'];
    await world.editor().revoke(tenant('gone'));
    const changes = names.map((name) => world.editor().revoke(tenant(name)));
    await Promise.all([...changes, world.editor().restore(tenant('gone'))]);
    const { revocations } = await world.editor().list();
    assert.deepEqual(revocations.revoked, names);
    assert.deepEqual(
      revocations.sessionsBefore.map((entry) => entry.tenant),
      ['gone'],
    );
  });

  /** An editor that somebody else comes before, each time it has read which versions there are and is about to write. */
  const interrupted = (...others: (() => Promise<void>)[]) => {
    const { operator } = world.aws;
    const credentials = async () => {
      if (world.calls().at(-1) === 'ListPolicyVersions') await others.shift()?.();
      // So little time is left that the SDK asks for each call.
      return { ...operator, expiration: new Date(Date.now() + 60_000) };
    };
    return world.editor({ ...world.operator, credentials });
  };
  const writes = () => world.calls().filter((name) => name === 'CreatePolicyVersion').length;

  it('gives back what it overwrote, when somebody was done between its reading and its writing', async () => {
    await world.editor().revoke(tenant('gone'));
    const editor = interrupted(async () => {
      await world.editor().revoke(tenant('acme'));
      await world.editor().restore(tenant('gone'));
    });
    assert.equal((await editor.revoke(tenant('globex'))).changed, true);
    const { revocations } = await world.editor().list();
    assert.deepEqual(revocations.revoked, ['acme', 'globex']);
    assert.equal(writes(), 5, 'one revoke, two by somebody else, one that overwrote them, one that gave them back');
  });

  it('gives it back also when others take the last places for versions before it can', async () => {
    const editor = interrupted(
      async () => void (await world.editor().revoke(tenant('acme'))),
      async () => {
        for (const name of ['t1', 't2']) await world.editor().revoke(tenant(name));
      },
    );
    await editor.revoke(tenant('globex'));
    const { revocations } = await world.editor().list();
    assert.deepEqual(revocations.revoked, ['acme', 'globex', 't1', 't2']);
  });

  it('takes its own change back when what it overwrote leaves no room for both', async () => {
    const names = Array.from({ length: 89 }, (_, index) => `tenant-${index}`.padEnd(63, 'x'));
    await byHand(revocationsPolicy(localDeployment, { revoked: names, sessionsBefore: [] }));
    const theirs = 'z'.repeat(63);
    const editor = interrupted(async () => void (await world.editor().revoke(tenant(theirs))));
    await assert.rejects(editor.revoke(tenant('y'.repeat(63))), (error: unknown) => {
      assert.ok(error instanceof RevocationsSizeError, String(error));
      assert.match(error.message, /91 revoked.* Nothing was changed/);
      return true;
    });
    const { revocations } = await world.editor().list();
    assert.deepEqual(new Set(revocations.revoked), new Set([...names, theirs]));
  });

  it('says that others may have been overwritten, when IAM fails before that is made good', async () => {
    const editor = interrupted(async () => {
      await world.editor().revoke(tenant('acme'));
      const operation = 'GetPolicyVersion';
      world.aws.faults.inject({ service: 'iam', operation, fault: { kind: 'service-unavailable' }, times: Infinity });
    });
    await assert.rejects(
      editor.revoke(tenant('globex')),
      failed('unconfirmed', /version v3 .* was written.*iam:GetPolicyVersion failed.*others changed/),
    );
  });

  it('revokes also when very many were restored lately: the earliest of them are denied as much as later ones', async () => {
    const names = Array.from(
      { length: 20 },
      (_, index) => `restored-${String(index).padStart(2, '0')}-${'x'.repeat(50)}`,
    );
    const editor = world.editor();
    const moments: number[] = [];
    for (const name of names) {
      await editor.revoke(tenant(name));
      world.clock.now += 60_000;
      await editor.restore(tenant(name));
      moments.push(Math.ceil(world.clock.now / 1_000) * 1_000);
    }
    for (let more = 0; more < 20; more += 1) await editor.revoke(tenant(`revoked-${more}-${'x'.repeat(50)}`));
    const { revocations } = await editor.list();
    assert.equal(revocations.revoked.length, 20);
    assert.deepEqual(
      revocations.sessionsBefore.map((each) => each.tenant),
      names,
    );
    const before = revocations.sessionsBefore.map((each) => each.before);
    assert.ok(before.every((moment, index) => moment >= (moments[index] ?? Infinity)));
    assert.equal(before.at(-1), moments.at(-1), 'the last one was not touched');
    assert.ok(new Set(before).size < names.length);
  });

  it('writes again when somebody who did not know of it overwrote it before it was seen', async () => {
    const { operator } = world.aws;
    let overwritten = false;
    const credentials = async () => {
      if (!overwritten && world.calls().at(-1) === 'CreatePolicyVersion') {
        overwritten = true;
        await byHand(revocationsPolicy(localDeployment, { revoked: ['globex'], sessionsBefore: [] }));
      }
      return { ...operator, expiration: new Date(Date.now() + 60_000) };
    };
    const { version } = await world.editor({ ...world.operator, credentials }).revoke(tenant('acme'));
    assert.equal(version, 'v4');
    assert.deepEqual((await world.editor().list()).revocations.revoked, ['acme', 'globex']);
  });

  it('refuses a list that IAM cannot hold, with the numbers, and changes nothing', async () => {
    const editor = world.editor();
    const names = Array.from({ length: 90 }, (_, index) => `tenant-${index}`.padEnd(63, 'x'));
    await byHand(revocationsPolicy(localDeployment, { revoked: names, sessionsBefore: [] }));
    await assert.rejects(editor.revoke(tenant('y'.repeat(63))), (error: unknown) => {
      assert.ok(error instanceof RevocationsSizeError);
      assert.match(error.message, /6144 at most: 91 revoked/);
      return true;
    });
    const { version, revocations } = await editor.list();
    assert.deepEqual([version, revocations.revoked.length], ['v2', 90]);
  });

  it('touches no policy that somebody edited by hand', async () => {
    await byHand({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Deny', Action: 's3:*', Resource: '*' }],
    });
    await assert.rejects(world.editor().revoke(tenant('acme')), RevocationsUnreadableError);
    assert.equal(world.calls().filter((name) => name === 'CreatePolicyVersion').length, 1);
  });

  it('tells who may, when the credentials may not', async () => {
    const editor = world.editor(world.task);
    await assert.rejects(
      editor.revoke(tenant('acme')),
      failed('no-permission', /may not do iam:ListPolicyVersions on arn.*revoker/),
    );
  });

  it('tells what to deploy or mend when there is no such policy', async () => {
    const elsewhere = { ...localDeployment, revocationsPolicy: 'somewhere-else' };
    const editor = new RevocationEditor(elsewhere, world.operator, async () => {});
    await assert.rejects(
      editor.list(),
      failed('policy-absent', /policy\/somewhere-else.*LEASEHOLD_REVOCATIONS_POLICY/),
    );
    editor.close();
  });

  it('says that IAM could not be asked when it is down, and what for', async () => {
    world.aws.faults.inject({ service: 'iam', fault: { kind: 'service-unavailable' }, times: Infinity });
    await assert.rejects(
      world.editor().revoke(tenant('acme')),
      failed('iam-unavailable', /IAM could not be asked: iam:GetPolicy/),
    );
  });
});
