import assert from 'node:assert/strict';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { after, afterEach, before, describe, it } from 'mocha';
import type { LocalEndpoint } from '../../src/index.ts';
import { awsError, type Keys, keysOf, World } from '../world.ts';

const region = 'eu-central-1';

describe('a further endpoint', () => {
  let world: World;
  const clients: { destroy(): void }[] = [];
  before(async () => {
    world = await World.start();
  });
  after(() => world.stop());
  afterEach(() => {
    for (const client of clients.splice(0)) client.destroy();
    world.aws.faults.clear();
  });

  const sts = (at: LocalEndpoint, credentials: Keys): STSClient => {
    const client = new STSClient({ endpoint: at.endpoint, region: at.region, maxAttempts: 1, credentials });
    clients.push(client);
    return client;
  };
  const who = new GetCallerIdentityCommand({});

  it('of another region opens sessions that work everywhere, under its own name', async () => {
    const further = await world.aws.openEndpoint({ region });
    assert.equal(further.region, region);
    const { Credentials } = await sts(further, await world.task()).send(
      new AssumeRoleCommand({
        RoleArn: world.reader,
        RoleSessionName: 'acme',
        SourceIdentity: 'acme',
        Tags: [
          { Key: 'TenantId', Value: 'acme' },
          { Key: 'UserRole', Value: 'reader' },
        ],
      }),
    );
    assert.equal(world.aws.trail.records().at(-1)?.awsRegion, region);
    const { Arn } = await world.client(STSClient, keysOf(Credentials)).send(who);
    assert.match(Arn ?? '', /\/acme$/);
  });

  it('takes no signature for the first region, nor the first one for its own', async () => {
    const further = await world.aws.openEndpoint({ region });
    const wrong = awsError('SignatureDoesNotMatch', 403, /valid region/);
    await assert.rejects(sts({ ...further, region: 'eu-west-1' }, world.aws.operator).send(who), wrong);
    const first = { ...further, endpoint: world.aws.endpoint };
    await assert.rejects(sts(first, world.aws.operator).send(who), wrong);
  });

  it('has no table of another region', async () => {
    const { endpoint } = await world.aws.openEndpoint({ region });
    const client = new DynamoDBClient({ endpoint, region, maxAttempts: 1, credentials: world.aws.operator });
    clients.push(client);
    await assert.rejects(client.send(new ListTablesCommand({})), awsError('UnknownOperationException', 400));
  });

  it('can be the only one a fault hits', async () => {
    const further = await world.aws.openEndpoint({ region });
    world.aws.faults.inject({ service: 'sts', region, fault: { kind: 'region-disabled' }, times: 1 });
    await world.client(STSClient, world.aws.operator).send(who);
    await assert.rejects(sts(further, world.aws.operator).send(who), awsError('RegionDisabledException', 403));
  });

  it('refuses connections while it is shut, and the first one does not', async () => {
    const further = await world.aws.openEndpoint();
    const client = sts(further, world.aws.operator);
    await client.send(who);
    await further.shut();
    await assert.rejects(client.send(who), { code: /^ECONN(RESET|REFUSED)$/ });
    await assert.rejects(sts(further, world.aws.operator).send(who), { code: 'ECONNREFUSED' });
    await world.client(STSClient, world.aws.operator).send(who);
    await further.reopen();
    await client.send(who);
  });
});

describe('a client whose clock is ten minutes off', () => {
  for (const minutes of [-10, 10]) {
    it(`is refused at ${minutes} minutes, learns the time from that answer and gets through`, async () => {
      const world = await World.start({}, { now: Date.now() - minutes * 60_000 });
      const config = { endpoint: world.aws.endpoint, region: 'eu-west-1', credentials: world.aws.operator };
      const once = new STSClient({ ...config, maxAttempts: 1 });
      const patient = new STSClient({ ...config, maxAttempts: 2 });
      try {
        const refused = /^Signature (expired|not yet current): \d{8}T\d{6}Z is (now earlier|still later) than/;
        await assert.rejects(
          once.send(new GetCallerIdentityCommand({})),
          awsError('SignatureDoesNotMatch', 403, refused),
        );
        await patient.send(new GetCallerIdentityCommand({}));
        assert.deepEqual(
          world.aws.counts.rows().map(({ outcome, calls }) => [outcome, calls]),
          [
            ['SignatureDoesNotMatch', 2],
            ['ok', 1],
          ],
        );
      } finally {
        once.destroy();
        patient.destroy();
        await world.stop();
      }
    });
  }
});
