import assert from 'node:assert/strict';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, GetItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, GetWebIdentityTokenCommand, STSClient } from '@aws-sdk/client-sts';
import type { PolicySet, PolicyStatement } from '@leasehold/policies';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { FunctionTestWorld } from '../lambda/function-world.ts';
import { ManualTime } from '../manual-time.ts';
import { type Keys, World } from '../world.ts';

const everything: PolicyStatement = { Sid: 'Everything', Effect: 'Allow', Action: ['*'], Resource: '*' };

/** What an administrator's policy, attached to the role by accident, comes to. */
function administrator(set: PolicySet): PolicySet {
  const role = set.documents['notifier-role'];
  const Statement = [...role.Statement, everything];
  return { ...set, documents: { ...set.documents, 'notifier-role': { ...role, Statement } } };
}

describe("the notifier's role with everything attached to it by accident", () => {
  let world: FunctionTestWorld;
  let keys: Keys;

  beforeEach(async () => {
    const time = new ManualTime();
    const aws = await World.start({ delay: time.delay }, time, administrator);
    world = new FunctionTestWorld(aws, time, await mkdtemp(join(tmpdir(), 'leasehold-notifier-')));
    const target = await world.create('export const handler = async () => process.env;');
    const outcome = await target.invoke('request-1', {});
    assert.ok(outcome.ok);
    const variables: Readonly<Record<string, string>> = JSON.parse(outcome.payload);
    keys = {
      accessKeyId: variables['AWS_ACCESS_KEY_ID'] ?? '',
      secretAccessKey: variables['AWS_SECRET_ACCESS_KEY'] ?? '',
      sessionToken: variables['AWS_SESSION_TOKEN'] ?? '',
    };
  });
  afterEach(() => world.stop());

  it("reaches no tenant's item", async () => {
    const client = world.world.client(DynamoDBClient, keys);
    const TableName = world.world.deployment.table;
    const Key = { pk: { S: 'TENANT#acme' }, sk: { S: 'CONFIG#theme' } };
    const refused = { name: 'AccessDeniedException' };
    await assert.rejects(client.send(new GetItemCommand({ TableName, Key })), refused);
    await assert.rejects(client.send(new ScanCommand({ TableName })), refused);
  });

  it('reads no parameter', async () => {
    const client = world.world.client(SSMClient, keys);
    const Name = '/config-service/acme/orders/db-password';
    await assert.rejects(client.send(new GetParameterCommand({ Name })), { name: 'AccessDeniedException' });
  });

  it('opens no session, and gets a token for the refresh audience and no other', async () => {
    const client = world.world.client(STSClient, keys);
    const assume = new AssumeRoleCommand({ RoleArn: world.world.reader, RoleSessionName: 'acme' });
    await assert.rejects(client.send(assume), { name: 'AccessDenied' });
    const token = (...Audience: string[]) =>
      client.send(new GetWebIdentityTokenCommand({ Audience, SigningAlgorithm: 'ES384', DurationSeconds: 300 }));
    const { refreshAudience } = world.world.deployment;
    assert.ok((await token(refreshAudience)).WebIdentityToken);
    await assert.rejects(token('api.example.com'), { name: 'AccessDenied' });
    await assert.rejects(token(refreshAudience, 'api.example.com'), { name: 'AccessDenied' });
  });
});
