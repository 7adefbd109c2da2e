import assert from 'node:assert/strict';
import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge';
import { GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { awsError, keysOf, World } from '../world.ts';

const EventPattern = JSON.stringify({ source: ['shop'], detail: { order: [{ exists: true }] } });
const Name = 'orders';
const order = { Source: 'shop', DetailType: 'Order', Detail: '{"order":7}' };

describe('the embedded EventBridge', () => {
  let world: World;
  let events: EventBridgeClient;
  let queueArn: string;
  beforeEach(async () => {
    world = await World.start();
    events = world.client(EventBridgeClient, world.aws.operator);
    queueArn = world.aws.failures.arn;
  });
  afterEach(() => world.stop());

  const arrived = async () => {
    await world.aws.deliveries.settled();
    return world.aws.failures.bodies().map((body) => JSON.parse(body));
  };
  const rule = async () => {
    await events.send(new PutRuleCommand({ Name, EventPattern }));
    await events.send(new PutTargetsCommand({ Rule: Name, Targets: [{ Id: 'queue', Arn: queueArn }] }));
  };

  it('puts, describes and lists rules', async () => {
    const { RuleArn } = await events.send(new PutRuleCommand({ Name, EventPattern, Description: 'all orders' }));
    assert.equal(RuleArn, 'arn:aws:events:eu-west-1:111122223333:rule/orders');
    const { $metadata, ...described } = await events.send(new DescribeRuleCommand({ Name, EventBusName: 'default' }));
    assert.deepEqual(described, {
      Name,
      Arn: RuleArn,
      EventPattern,
      State: 'ENABLED',
      Description: 'all orders',
      EventBusName: 'default',
      CreatedBy: '111122223333',
    });
    await events.send(new PutRuleCommand({ Name: 'others', EventPattern, State: 'DISABLED' }));
    const { Rules } = await events.send(new ListRulesCommand({ NamePrefix: 'o' }));
    assert.deepEqual(
      Rules?.map((one) => [one.Name, one.State]),
      [
        ['orders', 'ENABLED'],
        ['others', 'DISABLED'],
      ],
    );
    assert.deepEqual((await events.send(new ListRulesCommand({ NamePrefix: 'x' }))).Rules, []);
  });

  it('sends what a rule matches to its target, and nothing else', async () => {
    await rule();
    const { Entries, FailedEntryCount } = await events.send(
      new PutEventsCommand({
        Entries: [
          { ...order, Resources: ['arn:one'], Time: new Date('2026-03-01T12:00:00.500Z') },
          { ...order, Detail: '{"offer":1}' },
          { ...order, Source: 'aws.ssm' },
          { ...order, Source: 'other' },
        ],
      }),
    );
    assert.equal(FailedEntryCount, 1);
    assert.equal(Entries?.[2]?.ErrorCode, 'NotAuthorizedForSourceException');
    assert.deepEqual(await arrived(), [
      {
        version: '0',
        id: Entries?.[0]?.EventId,
        'detail-type': 'Order',
        source: 'shop',
        account: '111122223333',
        time: '2026-03-01T12:00:00Z',
        region: 'eu-west-1',
        resources: ['arn:one'],
        detail: { order: 7 },
      },
    ]);
  });

  it('asks a rule that is disabled nothing, until it is enabled', async () => {
    await rule();
    await events.send(new DisableRuleCommand({ Name }));
    await events.send(new PutEventsCommand({ Entries: [order] }));
    assert.equal((await arrived()).length, 0);
    await events.send(new EnableRuleCommand({ Name }));
    await events.send(new PutEventsCommand({ Entries: [order] }));
    assert.equal((await arrived()).length, 1);
  });

  it('keeps the targets of a rule that is put again', async () => {
    await rule();
    await events.send(new PutRuleCommand({ Name, EventPattern: '{"source":["store"]}' }));
    await events.send(new PutEventsCommand({ Entries: [order, { ...order, Source: 'store' }] }));
    assert.deepEqual(
      (await arrived()).map(({ source }) => source),
      ['store'],
    );
  });

  it('sends a target its own input, where it has one', async () => {
    await rule();
    const Targets = [{ Id: 'queue', Arn: queueArn, Input: '{"run":true}', RetryPolicy: { MaximumRetryAttempts: 0 } }];
    await events.send(new PutTargetsCommand({ Rule: Name, Targets }));
    const listed = await events.send(new ListTargetsByRuleCommand({ Rule: Name }));
    assert.deepEqual(listed.Targets, [
      { ...Targets[0], RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 86_400 } },
    ]);
    await events.send(new PutEventsCommand({ Entries: [order] }));
    assert.deepEqual(await arrived(), [{ run: true }]);
  });

  it('removes targets, then rules', async () => {
    await rule();
    await assert.rejects(events.send(new DeleteRuleCommand({ Name })), awsError('ValidationException', 400, /targets/));
    const { FailedEntries } = await events.send(new RemoveTargetsCommand({ Rule: Name, Ids: ['queue', 'none'] }));
    assert.deepEqual(
      FailedEntries?.map(({ TargetId, ErrorCode }) => [TargetId, ErrorCode]),
      [['none', 'ResourceNotFoundException']],
    );
    await events.send(new DeleteRuleCommand({ Name }));
    await events.send(new DeleteRuleCommand({ Name }));
    await assert.rejects(
      events.send(new DescribeRuleCommand({ Name })),
      awsError('ResourceNotFoundException', 400, /Rule orders does not exist on EventBus default/),
    );
  });

  it('refuses a pattern that EventBridge refuses, and says why', async () => {
    for (const [pattern, reason] of [
      ['{', /Invalid JSON/],
      ['{}', /Empty objects/],
      ['{"source":"shop"}', /must be an object or an array/],
      ['{"source":[{"numeric":["?",1]}]}', /numeric/],
    ] as const) {
      const put = events.send(new PutRuleCommand({ Name, EventPattern: pattern }));
      await assert.rejects(put, awsError('InvalidEventPatternException', 400, reason));
    }
    assert.deepEqual((await events.send(new ListRulesCommand({}))).Rules, []);
  });

  it('tests a pattern against an event', async () => {
    const event = {
      id: '1',
      account: '111122223333',
      source: 'shop',
      time: '2026-03-01T12:00:00Z',
      region: 'eu-west-1',
      resources: [],
      'detail-type': 'Order',
      detail: { order: 1 },
    };
    const test = (tested: unknown, pattern = EventPattern) =>
      events.send(new TestEventPatternCommand({ Event: JSON.stringify(tested), EventPattern: pattern }));
    assert.equal((await test(event)).Result, true);
    assert.equal((await test({ ...event, detail: {} })).Result, false);
    const { resources: _, ...without } = event;
    await assert.rejects(test(without), awsError('ValidationException', 400, /Missing field: resources/));
    await assert.rejects(test(event, '[]'), awsError('InvalidEventPatternException', 400));
  });

  it('gives what no target takes to the dead-letter queue, and says why', async () => {
    await events.send(new PutRuleCommand({ Name, EventPattern }));
    const nobody = 'arn:aws:lambda:eu-west-1:111122223333:function:nobody';
    const Targets = [{ Id: 'nobody', Arn: nobody, DeadLetterConfig: { Arn: queueArn } }];
    await events.send(new PutTargetsCommand({ Rule: Name, Targets }));
    await events.send(new PutEventsCommand({ Entries: [order] }));
    await world.aws.deliveries.settled();
    const sqs = world.client(SQSClient, world.aws.operator);
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: world.deployment.failureQueue }));
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ['All'] }));
    const [message] = Messages ?? [];
    assert.deepEqual(JSON.parse(message?.Body ?? '').detail, { order: 7 });
    const attribute = (name: string) => message?.MessageAttributes?.[name]?.StringValue;
    assert.deepEqual(['TARGET_ARN', 'ERROR_CODE', 'RETRY_ATTEMPTS'].map(attribute), [nobody, 'NO_RESOURCE', '0']);
  });

  it('refuses what it would otherwise pass over', async () => {
    await rule();
    const target = { Id: 'queue', Arn: queueArn };
    const put = (one: object) => events.send(new PutTargetsCommand({ Rule: Name, Targets: [{ ...target, ...one }] }));
    await assert.rejects(put({ InputPath: '$.detail' }), awsError('ValidationException', 400, /InputPath/));
    await assert.rejects(put({ Input: '{' }), awsError('ValidationException', 400, /no JSON/));
    await assert.rejects(
      put({ Arn: 'arn:aws:sqs:eu-west-1:999999999999:queue' }),
      awsError('ValidationException', 400, /own account/),
    );
    await assert.rejects(
      events.send(new PutRuleCommand({ Name, ScheduleExpression: 'rate(1 minute)', EventPattern })),
      awsError('ValidationException', 400, /ScheduleExpression/),
    );
    await assert.rejects(
      events.send(new DescribeRuleCommand({ Name, EventBusName: 'mine' })),
      awsError('ResourceNotFoundException', 400, /Event bus mine does not exist/),
    );
    const six = Array.from({ length: 6 }, (_, index) => ({ Id: `${index}`, Arn: queueArn }));
    await assert.rejects(
      events.send(new PutTargetsCommand({ Rule: Name, Targets: six })),
      awsError('LimitExceededException', 400),
    );
    const { Targets } = await events.send(new ListTargetsByRuleCommand({ Rule: Name }));
    assert.deepEqual(Targets, [target]);
  });

  it("refuses entries without source, type or a detail that is an object, and takes the request's others", async () => {
    const { Entries, FailedEntryCount } = await events.send(
      new PutEventsCommand({
        Entries: [
          { DetailType: 'x', Detail: '{}' },
          { Source: 'x', Detail: '{}' },
          { Source: 'x', DetailType: 'x' },
          { ...order, Detail: '[]' },
          { ...order, Detail: '{' },
          { ...order, Detail: `{"a":${'['.repeat(90_000)}${']'.repeat(90_000)}}` },
          { ...order, Time: new Date(8.64e15 - 1) },
          order,
        ],
      }),
    );
    assert.equal(FailedEntryCount, 6);
    const [missing, malformed] = ['InvalidArgument', 'MalformedDetail'];
    assert.deepEqual(
      Entries?.map(({ ErrorCode }) => ErrorCode ?? 'taken'),
      [missing, missing, missing, malformed, malformed, malformed, 'taken', 'taken'],
    );
  });

  it('lets nobody in whose policies do not say so', async () => {
    const { Credentials } = await world.webIdentity(world.issuer.mint({ tenant: 'acme', role: 'writer' }));
    const tenant = world.client(EventBridgeClient, keysOf(Credentials));
    await assert.rejects(
      tenant.send(new PutRuleCommand({ Name, EventPattern })),
      awsError('AccessDeniedException', 400, /events:PutRule on resource: arn:aws:events:eu-west-1:\d+:rule\/orders/),
    );
    await assert.rejects(
      tenant.send(new PutEventsCommand({ Entries: [order] })),
      awsError('AccessDeniedException', 400, /event-bus\/default/),
    );
    const record = world.aws.trail.records().at(-1);
    assert.equal(record?.eventSource, 'events.amazonaws.com');
    assert.equal(record?.errorCode, 'AccessDenied');
    const stranger = world.client(EventBridgeClient, { ...world.aws.operator, secretAccessKey: 'x' });
    await assert.rejects(stranger.send(new ListRulesCommand({})), awsError('InvalidSignatureException', 400));
  });
});
