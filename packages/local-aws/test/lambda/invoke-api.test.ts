import assert from 'node:assert/strict';
import { type InvocationType, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { LocalFunction } from '../../src/lambda/local-function.ts';
import { awsError, keysOf } from '../world.ts';
import { FunctionTestWorld } from './function-world.ts';

const source = `export const handler = async (event) => {
  console.log(JSON.stringify({ event }));
  if (event.fail) throw new TypeError('as told');
  return { echo: event };
};`;

describe("a function to AWS's own client", () => {
  let world: FunctionTestWorld;
  let target: LocalFunction;
  let client: LambdaClient;
  beforeEach(async () => {
    world = await FunctionTestWorld.start();
    target = await world.create(source);
    client = world.world.client(LambdaClient, world.aws.operator);
  });
  afterEach(() => world.stop());

  const invoke = async (event: unknown, InvocationType?: InvocationType, FunctionName = target.name, by = client) => {
    const Payload = typeof event === 'string' ? event : JSON.stringify(event);
    const reply = await by.send(
      new InvokeCommand({ FunctionName, Payload, ...(InvocationType && { InvocationType }) }),
    );
    const text = reply.Payload?.transformToString() ?? '';
    return { ...reply, answer: text === '' ? null : JSON.parse(text) };
  };

  it('answers with what it returned, by its name or its ARN', async () => {
    const { StatusCode, ExecutedVersion, FunctionError, answer } = await invoke({ a: 'é' });
    assert.deepEqual([StatusCode, ExecutedVersion, FunctionError], [200, '$LATEST', undefined]);
    assert.deepEqual(answer, { echo: { a: 'é' } });
    assert.deepEqual((await invoke({}, undefined, target.arn)).answer, { echo: {} });
  });

  it('answers 200 and says that it failed', async () => {
    const { StatusCode, FunctionError, answer } = await invoke({ fail: true });
    assert.deepEqual([StatusCode, FunctionError], [200, 'Unhandled']);
    assert.equal(answer.errorType, 'TypeError');
  });

  it('takes an event without waiting, and a dry run without doing anything', async () => {
    assert.equal((await invoke({ id: 1 }, 'DryRun')).StatusCode, 204);
    assert.equal((await invoke({ id: 2 }, 'Event')).StatusCode, 202);
    await world.aws.deliveries.settled();
    assert.deepEqual(world.told(target, 'event'), [{ id: 2 }]);
  });

  it('is refused what is no JSON, and a function that is not there', async () => {
    await assert.rejects(invoke('{'), awsError('InvalidRequestContentException', 400));
    await assert.rejects(invoke({}, undefined, 'another'), awsError('ResourceNotFoundException', 404));
    const foreign = target.arn.replace('111122223333', '444455556666');
    await assert.rejects(invoke({}, undefined, foreign), awsError('ResourceNotFoundException', 404));
  });

  it('is refused to tenants, to the task and to itself', async () => {
    const token = world.world.issuer.mint({ tenant: 'acme', role: 'writer' });
    const tenant = keysOf((await world.world.webIdentity(token, { RoleArn: world.world.writer })).Credentials);
    for (const keys of [tenant, await world.world.task()]) {
      const theirs = world.world.client(LambdaClient, keys);
      for (const type of ['RequestResponse', 'Event', 'DryRun'] as const) {
        await assert.rejects(
          invoke({}, type, target.name, theirs),
          awsError('AccessDeniedException', 400, /not authorized to perform: lambda:InvokeFunction/),
        );
      }
    }
    assert.equal(target.counts.attempts, 0);
  });

  it('leaves an event in the trail, without the payload', async () => {
    await invoke({ id: 'not for the trail' });
    const record = world.aws.trail.records().at(-1);
    assert.equal(record?.eventName, 'Invoke');
    assert.equal(record.eventCategory, 'Data');
    assert.equal(record.resources?.[0]?.ARN, target.arn);
    assert.ok(!JSON.stringify(world.aws.trail.records()).includes('not for the trail'));
  });

  it('gets a parameter change from a rule that it takes events from, and from no other', async () => {
    const { events, functions, deliveries } = world.aws;
    const pattern = { source: ['aws.ssm'], 'detail-type': ['Parameter Store Change'] };
    events.provision('changes', pattern, [target.arn]);
    events.provision('others', pattern, [target.arn]);
    functions.allow({
      function: target.name,
      service: 'events.amazonaws.com',
      sourceArn: events.ruleArn('changes'),
    });
    const ssm = world.world.client(SSMClient, world.aws.operator);
    await ssm.send(new PutParameterCommand({ Name: '/config-service/acme/orders/x', Value: 'v', Type: 'String' }));
    await deliveries.settled();
    const told = world.told(target, 'event') as readonly { readonly detail: Record<string, unknown> }[];
    assert.deepEqual(
      told.map(({ detail }) => [detail['name'], detail['operation']]),
      [['/config-service/acme/orders/x', 'Create']],
    );
  });
});
