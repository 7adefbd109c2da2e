import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import {
  AttachRolePolicyCommand,
  CreatePolicyVersionCommand,
  DeletePolicyVersionCommand,
  DetachRolePolicyCommand,
  IAMClient,
  ListPolicyVersionsCommand,
  SetDefaultPolicyVersionCommand,
} from '@aws-sdk/client-iam';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import {
  localDeployment,
  nobodyRevoked,
  type Revocations,
  restored,
  revocationsArn,
  revocationsPolicy,
  revoked,
} from '@leasehold/policies';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { PolicyFileError } from '../../src/iam/policy-file.ts';
import { awsError, type Keys, keysOf, World } from '../world.ts';

describe('the policy of revocations', () => {
  let world: World;
  let iam: IAMClient;
  let PolicyArn: string;
  let stolen: Keys;
  let neighbour: Keys;

  const open = async (tenant: string, RoleArn = world.reader): Promise<Keys> => {
    const token = world.issuer.mint({ tenant, role: 'writer' });
    return keysOf((await world.webIdentity(token, { RoleSessionName: tenant, RoleArn })).Credentials);
  };
  beforeEach(async () => {
    world = await World.start();
    iam = world.client(IAMClient, world.aws.operator);
    PolicyArn = revocationsArn(world.deployment);
    stolen = await open('acme');
    neighbour = await open('acme2');
  });
  afterEach(() => world.stop());

  const written = (revocations: Revocations) => JSON.stringify(revocationsPolicy(world.deployment, revocations));
  const setDefault = (revocations: Revocations) =>
    iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: written(revocations), SetAsDefault: true }));
  const acmeRevoked = revoked(nobodyRevoked, 'acme');
  const read = async (keys: Keys, tenant: string) => {
    const Key = { pk: { S: `TENANT#${tenant}` }, sk: { S: 'CONFIG#a' } };
    const item = new GetItemCommand({ TableName: world.deployment.table, Key });
    await world.client(DynamoDBClient, keys).send(item);
    const parameter = new GetParameterCommand({ Name: `/${world.deployment.parameterRoot}/${tenant}/orders/a` });
    const sent = world.client(SSMClient, keys).send(parameter);
    await assert.rejects(sent, awsError('ParameterNotFound', 400));
  };
  const denied = awsError('AccessDeniedException', 400, /with an explicit deny in an identity-based policy$/);

  it('stops a stolen session from one call to the next, and not that of another tenant', async () => {
    await read(stolen, 'acme');
    await setDefault(acmeRevoked);
    await assert.rejects(read(stolen, 'acme'), denied);
    await read(neighbour, 'acme2');
  });

  it('stops sessions of both roles, and those opened afterwards too', async () => {
    const writer = await open('acme', world.writer);
    await setDefault(acmeRevoked);
    await assert.rejects(read(writer, 'acme'), denied);
    // The token still opens a session; what the session may do is the roles' matter.
    await assert.rejects(read(await open('acme'), 'acme'), denied);
    await assert.rejects(read(await open('acme', world.writer), 'acme'), denied);
  });

  it('can stop sessions of before a moment alone', async () => {
    world.clock.now += 60_000;
    await setDefault(restored(acmeRevoked, 'acme', world.clock.now));
    await assert.rejects(read(stolen, 'acme'), denied);
    world.clock.now += 1_000;
    await read(await open('acme'), 'acme');
  });

  it('is one version, so an earlier one gives everything back', async () => {
    await setDefault(acmeRevoked);
    await iam.send(new SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: 'v1' }));
    await read(stolen, 'acme');
  });

  it('does nothing before it is the default', async () => {
    await iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: written(acmeRevoked) }));
    await read(stolen, 'acme');
  });

  it('counts where it is attached', async () => {
    await setDefault(acmeRevoked);
    const RoleName = world.deployment.readerRole;
    await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
    await read(stolen, 'acme');
    await assert.rejects(read(await open('acme', world.writer), 'acme'), denied);
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    await assert.rejects(read(stolen, 'acme'), denied);
  });
});

describe('revocations in a data directory', () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'leasehold-iam-'));
  });
  afterEach(() => rm(dataDir, { recursive: true }));

  async function inWorld<T>(use: (iam: IAMClient, PolicyArn: string) => Promise<T>): Promise<T> {
    const world = await World.start({ dataDir });
    const PolicyArn = revocationsArn(world.deployment);
    try {
      return await use(world.client(IAMClient, world.aws.operator), PolicyArn);
    } finally {
      await world.stop();
    }
  }
  const PolicyDocument = JSON.stringify(revocationsPolicy(localDeployment, revoked(nobodyRevoked, 'acme')));
  const create = (iam: IAMClient, PolicyArn: string, SetAsDefault: boolean) =>
    iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument, SetAsDefault }));
  const versions = (iam: IAMClient, PolicyArn: string) =>
    iam
      .send(new ListPolicyVersionsCommand({ PolicyArn }))
      .then(({ Versions = [] }) => Versions.map(({ VersionId, IsDefaultVersion }) => [VersionId, IsDefaultVersion]));

  it('outlive a restart, with the numbers of their versions', async () => {
    await inWorld(async (iam, PolicyArn) => {
      await create(iam, PolicyArn, true);
      const { PolicyVersion } = await create(iam, PolicyArn, false);
      await iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: PolicyVersion?.VersionId ?? '' }));
    });
    const after = await inWorld(async (iam, PolicyArn) => {
      await create(iam, PolicyArn, false);
      return versions(iam, PolicyArn);
    });
    assert.deepEqual(after, [
      ['v4', false],
      ['v2', true],
      ['v1', false],
    ]);
  });

  it('are never taken for none when their file is damaged', async () => {
    await inWorld((iam, PolicyArn) => create(iam, PolicyArn, true));
    const file = join(dataDir, 'iam-revocations.json');
    const text = await readFile(file, 'utf8');
    const damaged = [
      text.slice(0, -1),
      '{}',
      text.replace('"current":"v2"', '"current":"v9"'),
      text.replace('arn:', ''),
    ];
    for (const content of damaged) {
      await writeFile(file, content);
      await assert.rejects(
        inWorld(() => Promise.resolve()),
        PolicyFileError,
      );
    }
  });
});
