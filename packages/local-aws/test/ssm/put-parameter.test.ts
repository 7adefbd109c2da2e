import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'mocha';
import { arn, type Input, list, structure, TestStore } from './parameter-store.ts';

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
