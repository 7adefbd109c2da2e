import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudTrailClient, LookupEventsCommand, type LookupEventsCommandInput } from '@aws-sdk/client-cloudtrail';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { after, before, describe, it } from 'mocha';
import { signedBySdk } from '../sigv4/sdk-signer.ts';
import { awsError, type Keys, keysOf, World } from '../world.ts';

const name = '/config-service/acme/orders/password';
const foreign = '/config-service/globex/orders/password';
const value = 'the-secret-value';

describe('the trail', () => {
  let world: World;
  let session: Keys;
  before(async () => {
    world = await World.start();
    const token = world.issuer.mint({ tenant: 'acme', role: 'writer' });
    session = keysOf((await world.webIdentity(token, { RoleArn: world.writer })).Credentials);
    const ssm = world.client(SSMClient, session);
    const key = world.deployment.parameterKeyId;
    await ssm.send(new PutParameterCommand({ Name: name, Value: value, Type: 'SecureString', KeyId: key }));
    await ssm.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
    await assert.rejects(ssm.send(new GetParameterCommand({ Name: foreign })), awsError('AccessDeniedException', 400));
    await world
      .client(DynamoDBClient, session)
      .send(
        new GetItemCommand({ TableName: 'leasehold-config', Key: { pk: { S: 'TENANT#acme' }, sk: { S: 'CONFIG#x' } } }),
      );
  });
  after(() => world.stop());

  const lookup = (input: LookupEventsCommandInput, keys: Keys = world.aws.operator) =>
    world.client(CloudTrailClient, keys).send(new LookupEventsCommand(input));

  it('shows a denial with caller, source identity, action and resource', () => {
    const record = world.aws.trail.records().find(({ errorCode }) => errorCode === 'AccessDenied');
    assert.equal(record?.eventName, 'GetParameter');
    assert.equal(record.userIdentity['arn'], 'arn:aws:sts::111122223333:assumed-role/leasehold-tenant-writer/acme');
    assert.equal(record.userIdentity['accessKeyId'], session.accessKeyId);
    const context = record.userIdentity['sessionContext'] as Record<string, unknown>;
    assert.equal(context['sourceIdentity'], 'acme');
    assert.match(
      record.errorMessage ?? '',
      /not authorized to perform: ssm:GetParameter on resource: arn:aws:ssm:.*globex/,
    );
    assert.ok(!JSON.stringify(record.userIdentity).includes('TenantId'), 'CloudTrail never shows session tags there');
  });

  it("shows KMS's part of a SecureString as an event of its own, invoked by Parameter Store", () => {
    const decrypt = world.aws.trail.records().find(({ eventName }) => eventName === 'Decrypt');
    assert.equal(decrypt?.eventSource, 'kms.amazonaws.com');
    assert.equal(decrypt.sourceIPAddress, 'ssm.amazonaws.com');
    assert.equal(decrypt.userIdentity['invokedBy'], 'ssm.amazonaws.com');
  });

  it('holds no value and no secret', () => {
    const text = JSON.stringify(world.aws.trail.records());
    for (const secret of [value, session.secretAccessKey, session.sessionToken ?? value])
      assert.ok(!text.includes(secret));
  });

  it('is looked up newest first, management events alone', async () => {
    const { Events = [] } = await lookup({ LookupAttributes: [{ AttributeKey: 'Username', AttributeValue: 'acme' }] });
    assert.deepEqual(
      Events.map(({ EventName }) => EventName),
      ['GetParameter', 'GetParameter', 'Decrypt', 'PutParameter', 'Encrypt'],
    );
    assert.ok(
      world.aws.trail.records().some(({ eventName }) => eventName === 'GetItem'),
      'the data event is in the trail',
    );
    assert.equal(JSON.parse(Events[0]?.CloudTrailEvent ?? '{}').eventID, Events[0]?.EventId);
  });

  it('is looked up by every attribute', async () => {
    const { Events = [] } = await lookup({
      LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'PutParameter' }],
    });
    const [put] = Events;
    assert.ok(put?.EventId);
    const table = [
      ['EventId', put.EventId],
      ['ReadOnly', 'false'],
      ['ResourceType', 'AWS::SSM::Parameter'],
      ['ResourceName', put.Resources?.[0]?.ResourceName],
      ['EventSource', 'ssm.amazonaws.com'],
      ['AccessKeyId', session.accessKeyId],
    ] as const;
    for (const [AttributeKey, AttributeValue] of table) {
      const found = await lookup({ LookupAttributes: [{ AttributeKey, AttributeValue }] });
      assert.ok(
        found.Events?.some(({ EventId }) => EventId === put.EventId),
        AttributeKey,
      );
      const other = await lookup({ LookupAttributes: [{ AttributeKey, AttributeValue: 'nothing' }] });
      assert.deepEqual(other.Events, [], AttributeKey);
    }
  });

  it('is read in pages that neither skip nor repeat', async () => {
    const input = { LookupAttributes: [{ AttributeKey: 'Username' as const, AttributeValue: 'acme' }], MaxResults: 2 };
    const seen: (string | undefined)[] = [];
    let NextToken: string | undefined;
    for (let page = 0; page < 3; page += 1) {
      const reply = await lookup({ ...input, NextToken });
      seen.push(...(reply.Events ?? []).map(({ EventId }) => EventId));
      NextToken = reply.NextToken;
    }
    assert.equal(NextToken, undefined);
    assert.equal(new Set(seen).size, 5);
  });

  it('has no insight events, and gives no others to who asks for them', async () => {
    assert.deepEqual((await lookup({ EventCategory: 'insight' })).Events, []);
  });

  it('refuses what CloudTrail refuses', async () => {
    const attribute = { AttributeKey: 'EventName' as const, AttributeValue: 'x' };
    await assert.rejects(lookup({ MaxResults: 51 }), awsError('InvalidMaxResultsException', 400));
    await assert.rejects(
      lookup({ LookupAttributes: [attribute, attribute] }),
      awsError('InvalidLookupAttributesException', 400),
    );
    await assert.rejects(
      lookup({ EventCategory: 'management' as 'insight' }),
      awsError('InvalidEventCategoryException', 400),
    );
    await assert.rejects(lookup({ NextToken: 'x' }), awsError('InvalidNextTokenException', 400));
    await assert.rejects(
      lookup({ StartTime: new Date(world.clock.now), EndTime: new Date(world.clock.now - 1_000) }),
      awsError('InvalidTimeRangeException', 400),
    );
    await assert.rejects(lookup({}, session), awsError('AccessDeniedException', 400));
  });

  it('is read whole by the operator, a tenant at a time, and by nobody else', async () => {
    const read = async (keys: Keys, tenant: string) => {
      const request = await signedBySdk(
        {
          method: 'GET',
          path: '/_leasehold/trail',
          query: { tenant },
          headers: { host: `127.0.0.1:${world.aws.port}` },
        },
        { ...keys, region: 'eu-west-1', service: 'leasehold-local', at: world.clock.now },
      );
      const headers = Object.fromEntries(
        request.headers.names().map((header) => [header, request.headers.only(header) ?? '']),
      );
      return fetch(`${world.aws.endpoint}/_leasehold/trail?tenant=${tenant}`, {
        headers: { ...headers, connection: 'close' },
      });
    };
    const lines = (await (await read(world.aws.operator, 'acme')).text()).trimEnd().split('\n');
    const names = lines.map((line) => JSON.parse(line).eventName);
    assert.ok(names.includes('AssumeRoleWithWebIdentity') && names.includes('GetItem'));
    assert.equal(await (await read(world.aws.operator, 'globex')).text(), '');
    assert.equal((await read(session, 'acme')).status, 403);
  });

  it('survives a restart with the data', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'leasehold-'));
    try {
      const first = await World.start({ dataDir });
      await first.task();
      await first.stop();
      assert.equal((await readdir(join(dataDir, 'trail'))).length, 1);
      const second = await World.start({ dataDir });
      try {
        assert.ok(second.aws.trail.records().some(({ eventName }) => eventName === 'AssumeRole'));
      } finally {
        await second.stop();
      }
    } finally {
      await rm(dataDir, { recursive: true });
    }
  });
});
