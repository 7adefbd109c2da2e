import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { arn, Harness, type Input, key, table } from './harness.ts';

const acme = 'TENANT#acme';
const secret = { v: { S: 'the-secret-value' } };
const shown = { pk: acme, sk: 'a' };

/** operation, input, readOnly, requestParameters. */
const cases: readonly (readonly [string, Input, boolean, Input])[] = [
  ['GetItem', { TableName: table, Key: key(acme, 'a') }, true, { tableName: table, key: shown }],
  ['PutItem', { TableName: table, Item: { ...key(acme, 'a'), ...secret } }, false, { tableName: table, key: shown }],
  [
    'UpdateItem',
    {
      TableName: table,
      Key: key(acme, 'a'),
      UpdateExpression: 'SET v = :v',
      ExpressionAttributeValues: { ':v': secret.v },
    },
    false,
    { tableName: table, key: shown },
  ],
  [
    'Query',
    {
      TableName: table,
      KeyConditionExpression: 'pk = :pk',
      FilterExpression: 'v = :v',
      ExpressionAttributeValues: { ':pk': { S: acme }, ':v': secret.v },
    },
    true,
    { tableName: table, key: { pk: acme } },
  ],
  ['Scan', { TableName: table }, true, { tableName: table }],
  [
    'BatchWriteItem',
    { RequestItems: { [table]: [{ PutRequest: { Item: { ...key(acme, 'a'), ...secret } } }] } },
    false,
    { requestItems: { [table]: { keys: [shown] } } },
  ],
  [
    'TransactWriteItems',
    {
      TransactItems: [
        { Put: { TableName: table, Item: { ...key(acme, 'a'), ...secret } } },
        { ConditionCheck: { TableName: table, Key: key(acme, 'b'), ConditionExpression: 'attribute_not_exists(pk)' } },
      ],
    },
    false,
    {
      requestItems: [
        { operation: 'Put', tableName: table, key: shown },
        { operation: 'ConditionCheck', tableName: table, key: { pk: acme, sk: 'b' } },
      ],
    },
  ],
  [
    'TransactGetItems',
    { TransactItems: [{ Get: { TableName: table, Key: key(acme, 'a') } }] },
    true,
    { requestItems: [{ operation: 'Get', tableName: table, key: shown }] },
  ],
];

describe('the events of DynamoDB calls', () => {
  let dynamodb: Harness;
  before(async () => {
    dynamodb = await Harness.start();
  });
  after(() => dynamodb.close());

  for (const [operation, input, readOnly, requestParameters] of cases)
    it(`${operation} is a data event with table and key and no other value, allowed or denied`, async () => {
      for (const allowed of [true, false]) {
        const { event } = await dynamodb.call(operation, input, { allow: () => allowed });
        assert.deepEqual(event, {
          category: 'Data',
          readOnly,
          requestParameters,
          responseElements: null,
          resources: [{ type: 'AWS::DynamoDB::Table', ARN: arn }],
        });
      }
    });

  it('PartiQL is a data event without its statement, which may hold values', async () => {
    const Statement = `UPDATE "${table}" SET v='the-secret-value' WHERE pk='${acme}'`;
    const { event } = await dynamodb.call('ExecuteStatement', { Statement });
    assert.deepEqual([event.category, event.readOnly], ['Data', false]);
    assert.equal(JSON.stringify(event).includes('secret'), false);
  });

  it('a table operation is a management event', async () => {
    const { event } = await dynamodb.call('DescribeTable', { TableName: table });
    assert.deepEqual(event, {
      category: 'Management',
      readOnly: true,
      requestParameters: { tableName: table },
      responseElements: null,
      resources: [{ type: 'AWS::DynamoDB::Table', ARN: arn }],
    });
    const created = await dynamodb.call('CreateTable', {
      TableName: 'another',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    });
    assert.equal(created.error, null);
    assert.equal(created.event.readOnly, false);
    assert.equal(created.event.requestParameters?.['billingMode'], 'PAY_PER_REQUEST');
    const { tableDescription } = created.event.responseElements as { tableDescription: { tableArn: string } };
    assert.equal(tableDescription.tableArn, arn.replace(table, 'another'));
  });
});
