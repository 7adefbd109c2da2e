import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'mocha';
import { caller } from './call.ts';
import { arn, type Input, list, structure, TestStore, testTime } from './parameter-store.ts';

const name = '/config-service/acme/orders/limit';

async function versions(store: TestStore, of = name): Promise<readonly unknown[]> {
  return list(await store.ask('GetParameterHistory', { Name: of }), 'Parameters').map(({ Version }) => Version);
}

describe('PutParameter', () => {
  let store: TestStore;

  beforeEach(async () => {
    store = await TestStore.make();
  });

  it('numbers versions from one, and answers with version and tier', async () => {
    assert.deepEqual(await store.put(name, 'a'), { Version: 1, Tier: 'Standard' });
    assert.deepEqual(await store.put(name, 'b', { Overwrite: true }), { Version: 2, Tier: 'Standard' });
    await store.ask('DeleteParameter', { Name: name });
    assert.deepEqual(await store.put(name, 'c'), { Version: 1, Tier: 'Standard' });
  });

  it('asks IAM about the parameter, with ssm:Overwrite', async () => {
    for (const Overwrite of [false, true]) {
      const { call } = await store.attempt('PutParameter', { Name: name, Value: 'a', Type: 'String', Overwrite });
      assert.deepEqual(call.asks, [
        { action: 'ssm:PutParameter', resource: arn(name), context: { 'ssm:Overwrite': String(Overwrite) } },
      ]);
    }
  });

  it('changes nothing when IAM denies, and says nothing of what exists', async () => {
    await store.put(name, 'a');
    for (const Overwrite of [false, true]) {
      const { error } = await store.attempt('PutParameter', { Name: name, Value: 'b', Overwrite }, () => false);
      assert.equal(error?.code, 'AccessDeniedException');
    }
    assert.equal(structure(await store.ask('GetParameter', { Name: name }), 'Parameter')['Value'], 'a');
  });

  it('needs the right to tag for a put with tags', async () => {
    const input = { Name: name, Value: 'a', Type: 'String', Tags: [{ Key: 'Tenant', Value: 'acme' }] };
    const { error } = await store.attempt('PutParameter', input, (ask) => ask.action === 'ssm:PutParameter');
    assert.match(error?.message ?? '', /ssm:AddTagsToResource/);
    assert.equal((await store.attempt('GetParameter', { Name: name })).error?.code, 'ParameterNotFound');
    const { call } = await store.attempt('PutParameter', input);
    assert.deepEqual(call.asks[1]?.context, { 'aws:TagKeys': ['Tenant'], 'aws:RequestTag/Tenant': 'acme' });
    const tags = await store.ask('ListTagsForResource', { ResourceType: 'Parameter', ResourceId: name });
    assert.deepEqual(tags, { TagList: [{ Key: 'Tenant', Value: 'acme' }] });
  });

  const long = 'x'.repeat(4097);
  const refusals: readonly (readonly [string, Input, string])[] = [
    ['an existing name without Overwrite', { Name: '/there' }, 'ParameterAlreadyExists'],
    ['another type', { Name: '/there', Overwrite: true, Type: 'StringList' }, 'HierarchyTypeMismatchException'],
    ['an unknown type', { Type: 'Number' }, 'ValidationException'],
    ['no type for a new parameter', { Type: undefined }, 'ValidationException'],
    ['no value', { Value: undefined }, 'ValidationException'],
    ['an empty value', { Value: '' }, 'ValidationException'],
    ['a nested parameter', { Value: 'a {{ssm:other}} b' }, 'ValidationException'],
    ['a nested parameter over lines', { Value: '{{\n}}' }, 'ValidationException'],
    ['4,097 bytes in the standard tier', { Value: long }, 'ValidationException'],
    ['4,098 bytes in fewer characters', { Value: 'é'.repeat(2049) }, 'ValidationException'],
    ['8,193 bytes in the advanced tier', { Value: 'x'.repeat(8193), Tier: 'Advanced' }, 'ValidationException'],
    ['a step down from the advanced tier', { Name: '/big', Overwrite: true, Tier: 'Standard' }, 'ValidationException'],
    ['a description of 1,025 characters', { Description: 'd'.repeat(1025) }, 'ValidationException'],
    ['a pattern that is no pattern', { AllowedPattern: '(' }, 'InvalidAllowedPatternException'],
    ['a value outside the pattern', { AllowedPattern: '^[0-9]+$' }, 'ParameterPatternMismatchException'],
    ['another data type', { DataType: 'aws:ec2:image' }, 'ValidationException'],
    ['tags with Overwrite', { Overwrite: true, Tags: [{ Key: 'a', Value: 'b' }] }, 'ValidationException'],
    ['a reserved tag', { Tags: [{ Key: 'aws:a', Value: 'b' }] }, 'ValidationException'],
    ['a key for plain text', { KeyId: 'alias/aws/ssm' }, 'ValidationException'],
    ['parameter policies', { Policies: '[{"Type":"Expiration"}]' }, 'ValidationException'],
    ['an ARN for a name', { Name: arn('/a') }, 'ValidationException'],
    ['a selector', { Name: '/a:1' }, 'ValidationException'],
    ['a relative path', { Name: 'a/b' }, 'ValidationException'],
    ['an empty level', { Name: '/a//b' }, 'ValidationException'],
    ['a trailing slash', { Name: '/a/' }, 'ValidationException'],
    ['a root', { Name: '/' }, 'ValidationException'],
    ['a space', { Name: '/a b' }, 'ValidationException'],
    ['a look-alike letter', { Name: '/config-service/аcme' }, 'ValidationException'],
    ['the prefix aws', { Name: '/Aws/a' }, 'AccessDeniedException'],
    ['the prefix ssm', { Name: 'SSMa' }, 'ValidationException'],
    ['16 levels', { Name: '/a'.repeat(16) }, 'HierarchyLevelLimitExceededException'],
    ['a name too long with its ARN', { Name: `/${'n'.repeat(970)}` }, 'ValidationException'],
  ];
  for (const [what, input, code] of refusals) {
    it(`refuses ${what} with ${code}, and changes nothing`, async () => {
      await store.put('/there', 'a');
      await store.put('/big', 'x'.repeat(4097), { Tier: 'Advanced' });
      const before = await store.ask('DescribeParameters', {});
      const request = { Name: '/new', Value: 'secret-value', Type: 'String', ...input };
      const { error } = await store.attempt('PutParameter', request);
      assert.deepEqual([error?.code, error?.status], [code, 400]);
      assert.doesNotMatch(error?.message ?? '', /secret-value|xxx/);
      assert.deepEqual(await store.ask('DescribeParameters', {}), before);
    });
  }

  for (const [what, input, tier] of [
    ['4,096 bytes', { Value: 'x'.repeat(4096) }, 'Standard'],
    ['8,192 bytes in the advanced tier', { Value: 'x'.repeat(8192), Tier: 'Advanced' }, 'Advanced'],
    ['a small value with intelligent tiering', { Value: 'x', Tier: 'Intelligent-Tiering' }, 'Standard'],
    ['a large value with intelligent tiering', { Value: long, Tier: 'Intelligent-Tiering' }, 'Advanced'],
    ['braces that nest nothing', { Value: '}} {{' }, 'Standard'],
    ['15 levels', { Name: '/a'.repeat(15), Value: 'x' }, 'Standard'],
    ['a value inside the pattern', { Value: '42', AllowedPattern: '^[0-9]+$' }, 'Standard'],
    ['a description of 1,024 characters', { Value: 'x', Description: 'd'.repeat(1024) }, 'Standard'],
  ] as const) {
    it(`takes ${what}`, async () => {
      const reply = await store.ask('PutParameter', { Name: '/new', Type: 'String', ...input });
      assert.deepEqual(reply, { Version: 1, Tier: tier });
    });
  }

  it('gives up on a pattern that never ends', async () => {
    const input = { Name: '/slow', Value: `${'a'.repeat(60)}!`, Type: 'String', AllowedPattern: '^(a+)+$' };
    assert.equal((await store.attempt('PutParameter', input)).error?.code, 'InvalidAllowedPatternException');
  });

  it('keeps 100 versions: the oldest goes, unless a label holds it', async () => {
    for (let version = 1; version <= 101; version += 1) await store.put(name, `v${version}`, { Overwrite: true });
    assert.deepEqual((await versions(store)).slice(0, 2), [2, 3]);
    await store.ask('LabelParameterVersion', { Name: name, ParameterVersion: 2, Labels: ['kept'] });
    const { error } = await store.attempt('PutParameter', { Name: name, Value: 'v102', Overwrite: true });
    assert.equal(error?.code, 'ParameterMaxVersionLimitExceeded');
    await store.ask('LabelParameterVersion', { Name: name, ParameterVersion: 101, Labels: ['kept'] });
    assert.deepEqual(await store.put(name, 'v102', { Overwrite: true }), { Version: 102, Tier: 'Standard' });
  });

  it('records the request without its value, for a denied call too', async () => {
    const input = { Name: name, Value: 'top secret', Type: 'String', Description: 'limit', Overwrite: true };
    const denied = await store.attempt('PutParameter', input, () => false);
    const done = await store.attempt('PutParameter', input);
    for (const { call } of [denied, done]) {
      assert.deepEqual(call.event.requestParameters, {
        name,
        value: 'HIDDEN_DUE_TO_SECURITY_REASONS',
        overwrite: true,
        type: 'String',
        description: 'limit',
      });
      assert.deepEqual(call.event.resources, [{ type: 'AWS::SSM::Parameter', ARN: arn(name) }]);
      assert.deepEqual([call.event.readOnly, call.event.category], [false, 'Management']);
    }
    assert.equal(denied.call.event.responseElements, null);
    assert.deepEqual(done.call.event.responseElements, { version: 1, tier: 'Standard' });
  });
});

describe('DeleteParameter and DeleteParameters', () => {
  let store: TestStore;

  beforeEach(async () => {
    store = await TestStore.make();
    for (const path of ['/a/x', '/a/y', '/a/z']) await store.put(path, 'v');
  });

  it('deletes one, once', async () => {
    assert.deepEqual(await store.ask('DeleteParameter', { Name: '/a/x' }), {});
    assert.equal((await store.attempt('DeleteParameter', { Name: '/a/x' })).error?.code, 'ParameterNotFound');
  });

  it('deletes several, and names what was not there', async () => {
    assert.deepEqual(await store.ask('DeleteParameters', { Names: ['/a/x', '/a/none', '/a/z'] }), {
      DeletedParameters: ['/a/x', '/a/z'],
      InvalidParameters: ['/a/none'],
    });
  });

  it('deletes none of several when one of them is denied', async () => {
    const { error } = await store.attempt(
      'DeleteParameters',
      { Names: ['/a/x', '/a/y'] },
      (ask) => ask.resource === arn('/a/x'),
    );
    assert.equal(error?.code, 'AccessDeniedException');
    assert.equal((await store.attempt('GetParameter', { Name: '/a/x' })).error, null);
  });

  for (const Name of [arn('/a/x'), '/a/x:1', '/a/*']) {
    it(`does not take ${Name}`, async () => {
      for (const [operation, input] of [
        ['DeleteParameter', { Name }],
        ['DeleteParameters', { Names: [Name] }],
      ] as const) {
        const { error, call } = await store.attempt(operation, input);
        assert.equal(error?.code, 'ValidationException');
        assert.deepEqual(call.asks, []);
      }
    });
  }
});

describe('history, labels and metadata', () => {
  let store: TestStore;

  beforeEach(async () => {
    store = await TestStore.make();
    await store.put(name, 'one', { Description: 'first' });
    await store.put(name, 'two', { Overwrite: true });
    await store.put(name, 'three', { Overwrite: true });
  });

  it('GetParameterHistory shows each version as it was put, by whom and when', async () => {
    await store.ask('LabelParameterVersion', { Name: name, ParameterVersion: 1, Labels: ['stable'] });
    const reply = await store.ask('GetParameterHistory', { Name: name, MaxResults: 1 });
    assert.deepEqual(list(reply, 'Parameters'), [
      {
        Name: name,
        Type: 'String',
        LastModifiedDate: testTime / 1000,
        LastModifiedUser: caller.arn,
        Description: 'first',
        Value: 'one',
        Version: 1,
        Labels: ['stable'],
        Tier: 'Standard',
        Policies: [],
        DataType: 'text',
      },
    ]);
    const rest = await store.ask('GetParameterHistory', { Name: name, NextToken: reply['NextToken'] });
    assert.deepEqual([list(rest, 'Parameters').map(({ Version }) => Version), rest['NextToken']], [[2, 3], undefined]);
  });

  it('GetParameterHistory takes its token back for that parameter only', async () => {
    await store.put('/other', 'x');
    const { NextToken } = await store.ask('GetParameterHistory', { Name: name, MaxResults: 1 });
    const { error } = await store.attempt('GetParameterHistory', { Name: '/other', NextToken });
    assert.equal(error?.code, 'InvalidNextToken');
  });

  it('moves a label to the version it is given last, and refuses what is no label', async () => {
    await store.ask('LabelParameterVersion', { Name: name, ParameterVersion: 1, Labels: ['stable'] });
    const reply = await store.ask('LabelParameterVersion', {
      Name: name,
      Labels: ['stable', '1st', 'aws-label', 'SSM', 'a b'],
    });
    assert.deepEqual(reply, { InvalidLabels: ['1st', 'aws-label', 'SSM', 'a b'], ParameterVersion: 3 });
    const history = list(await store.ask('GetParameterHistory', { Name: name }), 'Parameters');
    assert.deepEqual(
      history.map(({ Labels }) => Labels),
      [[], [], ['stable']],
    );
  });

  it('holds at most ten labels on a version', async () => {
    const ten = Array.from({ length: 10 }, (_, index) => `label-${index}`);
    await store.ask('LabelParameterVersion', { Name: name, Labels: ten });
    const { error } = await store.attempt('LabelParameterVersion', { Name: name, Labels: ['eleventh'] });
    assert.equal(error?.code, 'ParameterVersionLabelLimitExceeded');
  });

  it('takes a label off the version that has it, and only off that', async () => {
    await store.ask('LabelParameterVersion', { Name: name, ParameterVersion: 2, Labels: ['stable'] });
    const wrong = { Name: name, ParameterVersion: 1, Labels: ['stable'] };
    assert.deepEqual(await store.ask('UnlabelParameterVersion', wrong), {
      RemovedLabels: [],
      InvalidLabels: ['stable'],
    });
    const right = { Name: name, ParameterVersion: 2, Labels: ['stable', 'other'] };
    assert.deepEqual(await store.ask('UnlabelParameterVersion', right), {
      RemovedLabels: ['stable'],
      InvalidLabels: ['other'],
    });
    assert.equal(
      (await store.attempt('GetParameter', { Name: `${name}:stable` })).error?.code,
      'ParameterVersionNotFound',
    );
  });

  for (const operation of ['LabelParameterVersion', 'UnlabelParameterVersion']) {
    it(`${operation} refuses a version or a parameter that is not there`, async () => {
      const labels = { ParameterVersion: 9, Labels: ['stable'] };
      assert.equal((await store.attempt(operation, { Name: name, ...labels })).error?.code, 'ParameterVersionNotFound');
      assert.equal((await store.attempt(operation, { Name: '/none', ...labels })).error?.code, 'ParameterNotFound');
    });
  }

  it('DescribeParameters asks about the whole account, and shows no value', async () => {
    const { call, reply } = await store.attempt('DescribeParameters', {});
    assert.deepEqual(call.asks, [
      { action: 'ssm:DescribeParameters', resource: 'arn:aws:ssm:eu-west-1:111122223333:*' },
    ]);
    assert.deepEqual(Object.keys(list(reply, 'Parameters')[0] ?? {}).sort(), [
      'ARN',
      'DataType',
      'LastModifiedDate',
      'LastModifiedUser',
      'Name',
      'Policies',
      'Tier',
      'Type',
      'Version',
    ]);
  });

  for (const [filter, expected] of [
    [{ Key: 'Name', Option: 'BeginsWith', Values: ['/config'] }, 1],
    [{ Key: 'Name', Values: ['/config'] }, 0],
    [{ Key: 'Path', Option: 'Recursive', Values: ['/config-service/acme'] }, 1],
    [{ Key: 'Path', Values: ['/config-service/acme'] }, 0],
    [{ Key: 'Path', Option: 'Recursive', Values: ['/config-service/acm'] }, 0],
    [{ Key: 'Tier', Values: ['Advanced'] }, 0],
    [{ Key: 'tag:Team', Values: ['red'] }, 1],
    [{ Key: 'tag:Team', Values: ['blue'] }, 0],
  ] as const) {
    it(`DescribeParameters finds ${expected} by ${JSON.stringify(filter)}`, async () => {
      await store.ask('AddTagsToResource', {
        ResourceType: 'Parameter',
        ResourceId: name,
        Tags: [{ Key: 'Team', Value: 'red' }],
      });
      const reply = await store.ask('DescribeParameters', { ParameterFilters: [filter] });
      assert.equal(list(reply, 'Parameters').length, expected);
    });
  }

  it('tags are added, replaced and removed by key', async () => {
    const resource = { ResourceType: 'Parameter', ResourceId: name };
    await store.ask('AddTagsToResource', {
      ...resource,
      Tags: [
        { Key: 'a', Value: '1' },
        { Key: 'b', Value: '2' },
      ],
    });
    await store.ask('AddTagsToResource', { ...resource, Tags: [{ Key: 'a', Value: '3' }] });
    await store.ask('RemoveTagsFromResource', { ...resource, TagKeys: ['b', 'c'] });
    assert.deepEqual(await store.ask('ListTagsForResource', resource), { TagList: [{ Key: 'a', Value: '3' }] });
    const absent = await store.attempt('ListTagsForResource', { ...resource, ResourceId: '/none' });
    assert.equal(absent.error?.code, 'InvalidResourceId');
  });

  it('refuses an operation it does not have', async () => {
    assert.equal((await store.attempt('SendCommand', {})).error?.code, 'UnknownOperationException');
  });
});
