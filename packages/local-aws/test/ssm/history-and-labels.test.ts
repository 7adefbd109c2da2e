import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'mocha';
import { caller } from './call.ts';
import { list, TestStore, testTime } from './parameter-store.ts';

const name = '/config-service/acme/orders/limit';

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
