import assert from 'node:assert/strict';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { LocalFunction } from '../../src/lambda/local-function.ts';
import type { Keys } from '../world.ts';
import { FunctionTestWorld } from './function-world.ts';

describe('a function', () => {
  let world: FunctionTestWorld;
  beforeEach(async () => {
    world = await FunctionTestWorld.start();
  });
  afterEach(() => world.stop());

  const result = async (target: LocalFunction, event: unknown = {}) => {
    const outcome = await target.invoke('request-1', event);
    return outcome.ok ? JSON.parse(outcome.payload) : outcome.failure;
  };
  const keys = (variables: Record<string, string>): Keys => ({
    accessKeyId: variables['AWS_ACCESS_KEY_ID'] ?? '',
    secretAccessKey: variables['AWS_SECRET_ACCESS_KEY'] ?? '',
    sessionToken: variables['AWS_SESSION_TOKEN'] ?? '',
  });
  const variables = 'export const handler = async () => process.env;';

  it('runs its bundle with the event and what Lambda tells of the invocation', async () => {
    const target = await world.create(`export const handler = async (event, context) => ({
      event,
      name: context.functionName,
      arn: context.invokedFunctionArn,
      id: context.awsRequestId,
      remaining: context.getRemainingTimeInMillis() > 0 && context.getRemainingTimeInMillis() <= 3000,
    });`);
    assert.deepEqual(await result(target, { a: [1] }), {
      event: { a: [1] },
      name: 'leasehold-refresh-notifier',
      arn: 'arn:aws:lambda:eu-west-1:111122223333:function:leasehold-refresh-notifier',
      id: 'request-1',
      remaining: true,
    });
  });

  it('takes a CommonJS bundle as well, and answers null where it returns nothing', async () => {
    const target = await world.create('exports.run = async () => {};', { handler: 'index.run' }, 'index.cjs');
    assert.equal(await result(target), null);
  });

  it('sees its own variables and nothing of the process around it', async () => {
    process.env['LEASEHOLD_OUTSIDE'] = 'seen';
    try {
      const target = await world.create(variables, { environment: { AUDIENCE: 'leasehold-refresh' } });
      const found = await result(target);
      assert.equal(found['LEASEHOLD_OUTSIDE'], undefined);
      assert.equal(found['PATH'], undefined);
      assert.equal(found['AUDIENCE'], 'leasehold-refresh');
      assert.equal(found['AWS_REGION'], 'eu-west-1');
      assert.equal(found['AWS_LAMBDA_FUNCTION_NAME'], 'leasehold-refresh-notifier');
      assert.equal(found['AWS_ENDPOINT_URL'], world.aws.endpoint);
    } finally {
      delete process.env['LEASEHOLD_OUTSIDE'];
    }
  });

  it("has the keys of a session of its role, which AWS's own client can use", async () => {
    const found = await result(await world.create(variables));
    const sts = world.world.client(STSClient, keys(found));
    const { Arn } = await sts.send(new GetCallerIdentityCommand({}));
    const session = 'assumed-role/leasehold-refresh-notifier/leasehold-refresh-notifier';
    assert.equal(Arn, `arn:aws:sts::111122223333:${session}`);
    const opened = world.aws.trail.records().find(({ eventName }) => eventName === 'AssumeRole');
    assert.equal(opened?.userIdentity['invokedBy'], 'lambda.amazonaws.com');
  });

  it('stays warm, and is replaced with fresh keys before those it has end', async () => {
    const target = await world.create(`let calls = 0;
      export const handler = async () => ({ calls: ++calls, ...process.env });`);
    const first = await result(target);
    world.time.now += 44 * 60_000;
    const second = await result(target);
    assert.equal(second.calls, 2);
    assert.equal(second.AWS_ACCESS_KEY_ID, first.AWS_ACCESS_KEY_ID);
    world.time.now += 2 * 60_000;
    const third = await result(target);
    assert.equal(third.calls, 1);
    assert.notEqual(third.AWS_ACCESS_KEY_ID, first.AWS_ACCESS_KEY_ID);
    await target.recycle();
    assert.equal((await result(target)).calls, 1);
  });

  it('fails with what its handler throws, and goes on', async () => {
    const target = await world.create(`let calls = 0;
      export const handler = async () => {
        if (++calls === 1) throw new RangeError('too far');
        return calls;
      };`);
    const failure = await result(target);
    assert.equal(failure.errorType, 'RangeError');
    assert.equal(failure.errorMessage, 'too far');
    assert.match(failure.trace[0], /^RangeError: too far/);
    assert.equal(await result(target), 2);
    assert.deepEqual(target.counts, { attempts: 2, failures: 1, recordsLost: 0 });
  });

  it('is killed when its time is over, and starts cold after that', async () => {
    const target = await world.create(
      `let calls = 0;
      export const handler = async (event) => {
        calls += 1;
        if (event.hang) for (;;);
        return calls;
      };`,
      { timeoutMs: 2_500 },
    );
    assert.equal(await result(target), 1);
    assert.equal(await result(target), 2);
    const begun = world.time.asked(2_500);
    const hanging = result(target, { hang: true });
    await begun;
    await world.time.advance(2_500);
    assert.deepEqual(await hanging, {
      errorType: 'Sandbox.Timedout',
      errorMessage: 'Task timed out after 2.50 seconds',
    });
    assert.equal(await result(target), 1);
  });

  it('is not killed by the time limit of an invocation that is done', async () => {
    const target = await world.create('export const handler = async (event) => event.hang && new Promise(() => {});');
    await result(target);
    await world.time.advance(1_000);
    const begun = world.time.asked(3_000);
    const hanging = result(target, { hang: true });
    await begun;
    await world.time.advance(2_999);
    assert.equal(target.counts.attempts, 1);
    await world.time.advance(1);
    assert.equal((await hanging).errorType, 'Sandbox.Timedout');
  });

  const ends: readonly (readonly [what: string, source: string, failure: RegExp])[] = [
    ['exits', 'export const handler = async () => process.exit(3);', /Runtime\.ExitError.*exit status 3/],
    [
      'throws where nobody waits',
      "export const handler = () => new Promise(() => setImmediate(() => { throw new Error('lost'); }));",
      /Runtime\.UnhandledError.*lost/,
    ],
    [
      'leaves a rejection alone',
      "export const handler = () => new Promise(() => { Promise.reject(new Error('left')); });",
      /Runtime\.UnhandledError.*left/,
    ],
    ['exports no handler', 'export const other = 1;', /Runtime\.HandlerNotFound/],
    ['cannot be read', 'export const handler = (;', /SyntaxError/],
    ['throws while it is loaded', "throw new TypeError('at once');", /TypeError.*at once/],
  ];
  for (const [what, source, failure] of ends) {
    it(`fails, and this process does not, when its bundle ${what}`, async () => {
      const target = await world.create(source);
      assert.match(JSON.stringify(await result(target)), failure);
      assert.match(JSON.stringify(await result(target)), failure);
    });
  }

  it('writes lines that are there when its result is', async () => {
    const heard: string[] = [];
    const target = await world.create(
      `export const handler = async () => {
        console.log('one');
        console.error('two\\nthree');
        process.stdout.write('no end');
      };`,
      { onLogLine: (line) => heard.push(line) },
    );
    await result(target);
    assert.deepEqual(target.logLines, ['one', 'two', 'three', 'no end']);
    assert.deepEqual(heard, target.logLines);
  });

  it('runs no more at once than its concurrency', async () => {
    const target = await world.create(
      `export const handler = async () => {
        await new Promise((resolve) => setImmediate(resolve));
        return process.env.AWS_LAMBDA_LOG_STREAM_NAME;
      };`,
      { concurrency: 2 },
    );
    const streams = await Promise.all(Array.from({ length: 8 }, () => result(target)));
    assert.equal(new Set(streams).size, 2);
  });

  it('is refused when its role does not trust Lambda for it, or is not there', async () => {
    const refused = { name: 'AwsError', code: 'InvalidParameterValueException' };
    await assert.rejects(world.create(variables, { name: 'another-function' }), refused);
    await assert.rejects(world.create(variables, { role: world.world.deployment.readerRole }), refused);
    await assert.rejects(world.create(variables, { role: 'nobody' }), refused);
  });

  it('is refused with settings that Lambda would not take', async () => {
    const wrong = [
      { timeoutMs: 0 },
      { timeoutMs: 900_001 },
      { maximumRetryAttempts: 3 },
      { maximumEventAgeMs: 59_999 },
      { environment: { AWS_REGION: 'elsewhere' } },
    ];
    for (const settings of wrong) await assert.rejects(world.create(variables, settings), RangeError);
    await world.create(variables);
    await assert.rejects(world.create(variables), { code: 'ResourceConflictException' });
  });
});
