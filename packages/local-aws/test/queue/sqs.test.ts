import assert from 'node:assert/strict';
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { awsError, keysOf, World } from '../world.ts';

const QueueName = 'leasehold-refresh-failures';

describe("the queue of failures to AWS's own client", () => {
  let world: World;
  let client: SQSClient;
  let QueueUrl: string;
  beforeEach(async () => {
    world = await World.start();
    client = world.client(SQSClient, world.aws.operator);
    QueueUrl = (await client.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl ?? '';
    assert.equal(QueueUrl, `${world.aws.endpoint}/${world.deployment.account}/${QueueName}`);
  });
  afterEach(() => world.stop());

  const send = (MessageBody: string) => client.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  const receive = async (MaxNumberOfMessages = 10) =>
    (
      await client.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages, MessageSystemAttributeNames: ['All'] }),
      )
    ).Messages ?? [];
  const bodies = async () => (await receive()).map(({ Body }) => Body);

  it('gives what was sent, oldest first, and hides it until it is deleted or 30 seconds are over', async () => {
    const sent = await send('first');
    assert.match(sent.MessageId ?? '', /^[0-9a-f-]{36}$/);
    await send('second');
    assert.deepEqual(
      (await receive(1)).map(({ Body }) => Body),
      ['first'],
    );
    const [second] = await receive();
    assert.equal(second?.Body, 'second');
    assert.deepEqual(await receive(), []);
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: second.ReceiptHandle }));
    world.clock.now += 30_000;
    const [again, ...none] = await receive();
    assert.equal(again?.Body, 'first');
    assert.equal(again.Attributes?.['ApproximateReceiveCount'], '2');
    assert.deepEqual(none, []);
  });

  it('deletes nothing by a receipt that is not the newest', async () => {
    await send('kept');
    const [old] = await receive();
    world.clock.now += 30_000;
    await receive();
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: old?.ReceiptHandle }));
    world.clock.now += 30_000;
    assert.deepEqual(await bodies(), ['kept']);
  });

  it('counts what is there, and keeps it for 14 days', async () => {
    await send('a');
    await send('b');
    await receive(1);
    const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    assert.equal(Attributes?.['ApproximateNumberOfMessages'], '1');
    assert.equal(Attributes['ApproximateNumberOfMessagesNotVisible'], '1');
    assert.equal(Attributes['QueueArn'], `arn:aws:sqs:eu-west-1:111122223333:${QueueName}`);
    assert.deepEqual(world.aws.failures.bodies(), ['a', 'b']);
    world.clock.now += 14 * 24 * 3_600_000 + 1;
    assert.deepEqual(world.aws.failures.bodies(), []);
  });

  it('is not there under another name, and refuses what it does not do', async () => {
    await assert.rejects(
      client.send(new GetQueueUrlCommand({ QueueName: 'another' })),
      awsError('QueueDoesNotExist', 400),
    );
    const elsewhere = QueueUrl.replace('111122223333', '444455556666');
    await assert.rejects(
      client.send(new SendMessageCommand({ QueueUrl: elsewhere, MessageBody: 'x' })),
      awsError('InvalidAddress', 400),
    );
    await assert.rejects(
      client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x', DelaySeconds: 5 })),
      awsError('UnsupportedOperation', 400),
    );
  });

  it('is refused to tenants and to the task, and its messages are not in the trail', async () => {
    const token = world.issuer.mint({ tenant: 'acme', role: 'writer' });
    const tenant = keysOf((await world.webIdentity(token, { RoleArn: world.writer })).Credentials);
    const refused = awsError('AccessDeniedException', 400, /not authorized to perform: sqs:/);
    for (const keys of [tenant, await world.task()]) {
      const theirs = world.client(SQSClient, keys);
      await assert.rejects(theirs.send(new ReceiveMessageCommand({ QueueUrl })), refused);
      await assert.rejects(theirs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' })), refused);
    }
    await send('a body that is nobody else’s');
    const record = world.aws.trail.records().at(-1);
    assert.equal(record?.eventName, 'SendMessage');
    assert.equal(record.eventCategory, 'Data');
    assert.ok(!JSON.stringify(world.aws.trail.records()).includes('nobody else'));
  });
});
