import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'mocha';
import { arn, list, structure, TestStore, testTime } from './parameter-store.ts';

const path = '/config-service/acme/orders/limit';

describe('GetParameter', () => {
  let store: TestStore;

  beforeEach(async () => {
    store = await TestStore.make();
    await store.put(path, 'one');
    await store.put(path, 'two', { Overwrite: true });
    await store.ask('LabelParameterVersion', { Name: path, ParameterVersion: 1, Labels: ['stable'] });
  });

  it('answers with exactly the members of AWS, the time in seconds', async () => {
    assert.deepEqual(await store.ask('GetParameter', { Name: path }), {
      Parameter: {
        Name: path,
        Type: 'String',
        Value: 'two',
        Version: 2,
        LastModifiedDate: testTime / 1000,
        ARN: arn(path),
        DataType: 'text',
      },
    });
  });

  for (const [selector, value] of [
    [':1', 'one'],
    [':2', 'two'],
    [':stable', 'one'],
  ]) {
    it(`reads ${selector} of a name and of an ARN, asking IAM about the parameter without its selector`, async () => {
      for (const name of [path, arn(path)]) {
        const { reply, call } = await store.attempt('GetParameter', { Name: name + selector });
        const parameter = structure(reply, 'Parameter');
        assert.deepEqual([parameter['Value'], parameter['Selector']], [value, selector]);
        assert.deepEqual(call.asks, [{ action: 'ssm:GetParameter', resource: arn(path) }]);
      }
    });
  }

  const refusals: readonly (readonly [string, string])[] = [
    [`${path}:3`, 'ParameterVersionNotFound'],
    [`${path}:unknown`, 'ParameterVersionNotFound'],
    [`${path}:1:2`, 'ValidationException'],
    [`${path}:*`, 'ValidationException'],
    ['/config-service/acme/*', 'ValidationException'],
    ['/config-service/acme/orders/limi?', 'ValidationException'],
    ['config-service/acme/orders/limit', 'ValidationException'],
    ['/config-service/acme/orders/limit\0', 'ValidationException'],
    [' /config-service/acme/orders/limit', 'ValidationException'],
    ['/config-service/acme/orders/LIMIT', 'ParameterNotFound'],
    ['//config-service/acme/orders/limit', 'ParameterNotFound'],
    ['/config-service/acme//orders/limit', 'ParameterNotFound'],
    ['/config-service/globex/../acme/orders/limit', 'ParameterNotFound'],
    [`${path}/`, 'ParameterNotFound'],
    ['arn:aws:ssm:eu-west-1:999999999999:parameter/config-service/acme/orders/limit', 'ParameterNotFound'],
    ['arn:aws:ssm:us-east-1:111122223333:parameter/config-service/acme/orders/limit', 'ParameterNotFound'],
    ['arn:aws-cn:ssm:eu-west-1:111122223333:parameter/config-service/acme/orders/limit', 'ParameterNotFound'],
    ['arn:aws:ssm:eu-west-1:111122223333:parameter//config-service/acme/orders/limit', 'ParameterNotFound'],
    ['arn:aws:ssm:eu-west-1:111122223333:parameter/*', 'ValidationException'],
    ['arn:aws:s3:::bucket', 'ValidationException'],
    ['', 'ValidationException'],
  ];
  for (const [name, code] of refusals) {
    it(`refuses ${JSON.stringify(name)} with ${code}`, async () => {
      const { error } = await store.attempt('GetParameter', { Name: name });
      assert.deepEqual([error?.code, error?.status], [code, 400]);
    });
  }

  it('asks about the name exactly as it was written, also where a path could be normalised', async () => {
    for (const name of ['//a//b', '/a/../b', '/A/b', '/a/./b/']) {
      const { call } = await store.attempt('GetParameter', { Name: name });
      assert.deepEqual(
        call.asks.map((ask) => ask.resource),
        [arn(name)],
      );
    }
  });

  it('knows a name without a slash by its ARN, which has exactly one', async () => {
    await store.put('timeout', '5');
    const { call, reply } = await store.attempt('GetParameter', { Name: 'timeout' });
    assert.equal(call.asks[0]?.resource, arn('/timeout'));
    assert.equal(structure(reply, 'Parameter')['Name'], 'timeout');
    const { error } = await store.attempt('PutParameter', { Name: '/timeout', Value: '6', Type: 'String' });
    assert.equal(error?.code, 'ParameterAlreadyExists');
  });

  it('denies what exists and what does not in the same words', async () => {
    const messages = [];
    for (const name of [path, '/config-service/acme/orders/other']) {
      const { error } = await store.attempt('GetParameter', { Name: name }, () => false);
      assert.equal(error?.code, 'AccessDeniedException');
      messages.push(error?.message.replace(arn(name), '<arn>'));
    }
    assert.equal(messages[0], messages[1]);
  });

  for (const Name of [undefined, null, 7, ['a'], { a: 1 }]) {
    it(`refuses the name ${JSON.stringify(Name)} before IAM is asked`, async () => {
      const { error, call } = await store.attempt('GetParameter', { Name });
      assert.match(error?.code ?? '', /^(ValidationException|SerializationException)$/);
      assert.deepEqual(call.asks, []);
    });
  }
});

describe('GetParameters', () => {
  let store: TestStore;

  beforeEach(async () => {
    store = await TestStore.make();
    await store.put('/a/x', '1');
    await store.put('/a/y', '2');
  });

  it('answers what exists and names what does not', async () => {
    const reply = await store.ask('GetParameters', { Names: ['/a/y', '/a/none', '/a/x:9', '/a/x:1'] });
    assert.deepEqual(
      list(reply, 'Parameters').map(({ Name, Value, Selector }) => [Name, Value, Selector]),
      [
        ['/a/y', '2', undefined],
        ['/a/x', '1', ':1'],
      ],
    );
    assert.deepEqual(reply['InvalidParameters'], ['/a/none', '/a/x:9']);
  });

  it('denies the whole call for one name the caller may not read, whether that exists or not', async () => {
    for (const denied of ['/a/y', '/a/none']) {
      const { error, reply } = await store.attempt(
        'GetParameters',
        { Names: ['/a/x', denied] },
        (ask) => ask.resource === arn('/a/x'),
      );
      assert.equal(reply, null);
      assert.equal(error?.code, 'AccessDeniedException');
      assert.match(error?.message ?? '', new RegExp(`ssm:GetParameters on resource: ${arn(denied)}$`));
    }
  });

  for (const [why, Names] of [
    ['eleven names', Array.from({ length: 11 }, (_, index) => `/a/${index}`)],
    ['no names', []],
    ['a name twice', ['/a/x', '/a/x']],
    ['a name with a wildcard', ['/a/x', '/a/*']],
  ] as const) {
    it(`refuses ${why} before IAM is asked`, async () => {
      const { error, call } = await store.attempt('GetParameters', { Names });
      assert.equal(error?.code, 'ValidationException');
      assert.deepEqual(call.asks, []);
    });
  }
});
