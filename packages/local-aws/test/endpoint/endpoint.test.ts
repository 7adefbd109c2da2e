import assert from 'node:assert/strict';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { after, afterEach, before, describe, it } from 'mocha';
import { type FaultKind, startLocalAws } from '../../src/index.ts';
import { signedBySdk } from '../sigv4/sdk-signer.ts';
import { awsError, World } from '../world.ts';

const table = 'leasehold-config';
const item = { pk: { S: 'TENANT#acme' }, sk: { S: 'CONFIG#x' } };

describe('the endpoint', () => {
  let world: World;
  before(async () => {
    world = await World.start();
  });
  after(() => world.stop());
  afterEach(() => world.aws.faults.clear());

  async function send(method: string, headers: Record<string, string>, body?: string, path = '/') {
    const reply = await fetch(world.aws.endpoint + path, {
      method,
      headers: { ...headers, connection: 'close' },
      ...(body === undefined ? {} : { body }),
    });
    return { status: reply.status, headers: reply.headers, text: await reply.text() };
  }

  /** Signed by the operator, as text, so that a body no SDK would send can be sent. */
  async function signedJson(service: string, target: string, body: string) {
    const request = await signedBySdk(
      { headers: { host: `127.0.0.1:${world.aws.port}`, 'x-amz-target': target }, body },
      { ...world.aws.operator, region: 'eu-west-1', service, at: world.clock.now },
    );
    const headers = Object.fromEntries(request.headers.names().map((name) => [name, request.headers.only(name) ?? '']));
    return send('POST', headers, body);
  }

  const unsigned: readonly (readonly [
    what: string,
    status: number,
    shows: RegExp,
    headers: Record<string, string>,
    body?: string,
  ])[] = [
    ['no protocol at all', 404, /^<UnknownOperationException\/>/, {}],
    ['an unknown API', 400, /"UnknownOperationException"/, { 'x-amz-target': 'Nothing_1.Get' }],
    ['an operation name that is none', 400, /"UnknownOperationException"/, { 'x-amz-target': 'AmazonSSM.__proto__' }],
    [
      'DynamoDB',
      400,
      /"com.amazon.coral.service#MissingAuthenticationTokenException"/,
      { 'x-amz-target': 'DynamoDB_20120810.GetItem' },
    ],
    ['Parameter Store', 400, /"MissingAuthenticationTokenException"/, { 'x-amz-target': 'AmazonSSM.GetParameter' }],
    [
      'CloudTrail by its long name',
      400,
      /"MissingAuthenticationTokenException"/,
      { 'x-amz-target': 'com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents' },
    ],
    [
      'STS',
      403,
      /<Code>MissingAuthenticationToken<\/Code>/,
      { 'content-type': 'application/x-www-form-urlencoded' },
      'Action=GetCallerIdentity&Version=2011-06-15',
    ],
    [
      'STS of another version',
      400,
      /<Code>InvalidAction<\/Code>/,
      { 'content-type': 'application/x-www-form-urlencoded' },
      'Action=AssumeRoleWithWebIdentity&Version=2000-01-01',
    ],
    [
      'a field sent twice',
      400,
      /<Code>MalformedInput<\/Code>/,
      { 'content-type': 'application/x-www-form-urlencoded' },
      'Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=a&RoleArn=b',
    ],
  ];
  for (const [what, status, shows, headers, body] of unsigned) {
    it(`answers an unsigned request for ${what} with ${status}`, async () => {
      const reply = await send('POST', headers, body ?? '{}');
      assert.equal(reply.status, status);
      assert.match(reply.text, shows);
      assert.match(reply.headers.get('x-amzn-requestid') ?? '', /^[0-9a-f-]{36}$/);
    });
  }

  const malformed: readonly (readonly [what: string, body: string])[] = [
    ['no JSON', '{'],
    ['a list', '[]'],
    ['null', 'null'],
  ];
  for (const [what, body] of malformed) {
    it(`answers a signed body that is ${what} with SerializationException`, async () => {
      const reply = await signedJson('dynamodb', 'DynamoDB_20120810.GetItem', body);
      assert.equal(reply.status, 400);
      assert.equal(JSON.parse(reply.text).__type, 'com.amazon.coral.service#SerializationException');
    });
  }

  it('records a wrongly signed request under nobody, and an unreadable one under its caller', async () => {
    const last = () => {
      const { userIdentity, eventName, errorCode } = world.aws.trail.records().at(-1) ?? {};
      return [userIdentity?.['type'], userIdentity?.['userName'], eventName, errorCode];
    };
    await send('POST', { 'x-amz-target': 'DynamoDB_20120810.GetItem' }, '{}');
    assert.deepEqual(last(), ['Unknown', '', 'GetItem', 'MissingAuthenticationTokenException']);
    await signedJson('dynamodb', 'DynamoDB_20120810.PutItem', '{');
    assert.deepEqual(last(), ['IAMUser', 'leasehold-operator', 'PutItem', 'SerializationException']);
  });

  it("spells a cancelled transaction's text as its model does", async () => {
    const check = { TableName: table, Key: item, ConditionExpression: 'attribute_exists(pk)' };
    const body = JSON.stringify({ TransactItems: [{ ConditionCheck: check }] });
    const reply = await signedJson('dynamodb', 'DynamoDB_20120810.TransactWriteItems', body);
    assert.equal(reply.status, 400);
    assert.deepEqual(JSON.parse(reply.text), {
      __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
      Message: 'Transaction cancelled, please refer cancellation reasons for specific reasons [ConditionalCheckFailed]',
      CancellationReasons: [{ Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' }],
    });
  });

  it('refuses an operation it does not have, after the signature', async () => {
    const reply = await signedJson('ssm', 'AmazonSSM.StartSession', '{}');
    assert.equal(reply.status, 400);
    assert.equal(JSON.parse(reply.text).__type, 'UnknownOperationException');
  });

  it('takes no signature for another service', async () => {
    const reply = await signedJson('sts', 'AmazonSSM.GetParameter', '{"Name":"/x"}');
    assert.equal(JSON.parse(reply.text).__type, 'InvalidSignatureException');
  });

  it('refuses a body above the limit without reading it whole', async () => {
    const reply = await send('POST', { 'x-amz-target': 'AmazonSSM.GetParameter' }, 'x'.repeat(1_100_000));
    assert.equal(reply.status, 413);
  });

  const faults: readonly (readonly [kind: FaultKind, service: 'sts' | 'ssm', code: string, status: number])[] = [
    ['throttle', 'sts', 'Throttling', 400],
    ['throttle', 'ssm', 'ThrottlingException', 400],
    ['internal-error', 'sts', 'InternalFailure', 500],
    ['internal-error', 'ssm', 'InternalServerError', 500],
    ['service-unavailable', 'sts', 'ServiceUnavailable', 503],
    ['service-unavailable', 'ssm', 'ServiceUnavailableException', 503],
  ];
  for (const [kind, service, code, status] of faults) {
    it(`shows the fault ${kind} of ${service} as ${code}, once, and in the trail`, async () => {
      const call = (): Promise<unknown> =>
        service === 'sts'
          ? world.client(STSClient, world.aws.operator).send(new GetCallerIdentityCommand({}))
          : world.client(SSMClient, world.aws.operator).send(new GetParameterCommand({ Name: '/none' }));
      world.aws.faults.inject({ service, fault: { kind }, times: 1 });
      await assert.rejects(call(), awsError(code, status));
      assert.equal(world.aws.trail.records().at(-1)?.errorCode, code);
      await call().catch((error: Error) => assert.equal(error.name, 'ParameterNotFound'));
    });
  }

  it('dates each answer by its own clock, refusals included', async () => {
    const tomorrow = Date.UTC(2030, 0, 2, 3, 4, 5);
    const later = await startLocalAws({ port: 0, deployment: world.deployment, now: () => tomorrow });
    const reply = await fetch(later.endpoint, { headers: { connection: 'close' } });
    assert.equal(reply.headers.get('date'), 'Wed, 02 Jan 2030 03:04:05 GMT');
    await later.close();
  });

  it('a reset leaves nothing done, a reset afterwards does', async () => {
    const client = world.client(DynamoDBClient, world.aws.operator);
    const put = () => client.send(new PutItemCommand({ TableName: table, Item: item }));
    const stored = async () =>
      (await client.send(new GetItemCommand({ TableName: table, Key: item }))).Item !== undefined;
    world.aws.faults.inject({ service: 'dynamodb', operation: 'PutItem', fault: { kind: 'reset' }, times: 1 });
    await assert.rejects(put());
    assert.equal(await stored(), false);
    world.aws.faults.inject({ service: 'dynamodb', operation: 'PutItem', fault: { kind: 'reset-after' }, times: 1 });
    await assert.rejects(put());
    assert.equal(await stored(), true);
  });

  it('does not let a fault through before the signature', async () => {
    world.aws.faults.inject({ service: 'ssm', fault: { kind: 'throttle' }, times: 1 });
    const reply = await send('POST', { 'x-amz-target': 'AmazonSSM.GetParameter' }, '{}');
    assert.match(reply.text, /MissingAuthenticationToken/);
  });

  it('gives task credentials to the holder of the token alone', async () => {
    const path = '/_leasehold/task-credentials';
    assert.equal((await send('GET', {}, undefined, path)).status, 403);
    assert.equal((await send('GET', { authorization: 'guess' }, undefined, path)).status, 403);
    const who = await world.client(STSClient, await world.task()).send(new GetCallerIdentityCommand({}));
    assert.match(who.Arn ?? '', /^arn:aws:sts::111122223333:assumed-role\/leasehold-service\/[0-9a-f]{32}$/);
  });

  it('delays STS by its latency, through the timer it was given', async () => {
    const waits: number[] = [];
    const slow = await World.start({ stsLatencyMs: 75, delay: async (ms) => void waits.push(ms) });
    try {
      const sts = slow.client(STSClient, slow.aws.operator);
      await sts.send(new GetCallerIdentityCommand({}));
      slow.aws.setStsLatency(0);
      await sts.send(new GetCallerIdentityCommand({}));
      assert.deepEqual(waits, [75]);
    } finally {
      await slow.stop();
    }
  });
});
