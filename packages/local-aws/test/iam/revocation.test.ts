import assert from 'node:assert/strict';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import {
  AttachRolePolicyCommand,
  CreatePolicyVersionCommand,
  DetachRolePolicyCommand,
  IAMClient,
  SetDefaultPolicyVersionCommand,
} from '@aws-sdk/client-iam';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { principalArn } from '@leasehold/policies';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { revocationsName } from '../../src/iam/revocations.ts';
import { awsError, type Keys, keysOf, World } from '../world.ts';

const denying = (condition: Readonly<Record<string, Readonly<Record<string, string>>>>) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Sid: 'Revoked', Effect: 'Deny', Action: ['*'], Resource: '*', Condition: condition }],
  });
const ofAcme = { StringEquals: { 'aws:PrincipalTag/TenantId': 'acme' } };

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
    PolicyArn = principalArn(world.deployment, `policy/${revocationsName(world.deployment)}`);
    stolen = await open('acme');
    neighbour = await open('acme2');
  });
  afterEach(() => world.stop());

  const setDefault = (PolicyDocument: string) =>
    iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument, SetAsDefault: true }));
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
    await setDefault(denying(ofAcme));
    await assert.rejects(read(stolen, 'acme'), denied);
    await read(neighbour, 'acme2');
  });

  it('stops sessions of both roles, and those opened afterwards too', async () => {
    const writer = await open('acme', world.writer);
    await setDefault(denying(ofAcme));
    await assert.rejects(read(writer, 'acme'), denied);
    // The token still opens a session; what the session may do is the roles' matter.
    await assert.rejects(read(await open('acme'), 'acme'), denied);
    await assert.rejects(read(await open('acme', world.writer), 'acme'), denied);
  });

  it('can stop sessions of before a moment alone', async () => {
    world.clock.now += 60_000;
    const moment = new Date(world.clock.now).toISOString();
    await setDefault(denying({ ...ofAcme, DateLessThan: { 'aws:TokenIssueTime': moment } }));
    await assert.rejects(read(stolen, 'acme'), denied);
    world.clock.now += 1_000;
    await read(await open('acme'), 'acme');
  });

  it('is one version, so an earlier one gives everything back', async () => {
    await setDefault(denying(ofAcme));
    await iam.send(new SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: 'v1' }));
    await read(stolen, 'acme');
  });

  it('does nothing before it is the default', async () => {
    await iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: denying(ofAcme) }));
    await read(stolen, 'acme');
  });

  it('counts where it is attached', async () => {
    await setDefault(denying(ofAcme));
    const RoleName = world.deployment.readerRole;
    await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
    await read(stolen, 'acme');
    await assert.rejects(read(await open('acme', world.writer), 'acme'), denied);
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    await assert.rejects(read(stolen, 'acme'), denied);
  });
});
