import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { acme, askedCases as cases, globex } from './asked-cases.ts';
import { Harness, key, table } from './harness.ts';

describe('what DynamoDB asks of IAM', () => {
  let dynamodb: Harness;
  before(async () => {
    dynamodb = await Harness.start();
  });
  after(() => dynamodb.close());

  for (const { what, operation, input, asks } of cases)
    it(`${what} (${operation})`, async () => {
      const denied = await dynamodb.call(operation, input, { allow: (ask) => ask.action !== asks.at(-1)?.[0] });
      assert.equal(denied.error?.code, 'AccessDeniedException');
      const seen = denied.asks.map(({ action, resource, context }) => [action, resource, context ?? {}]);
      const upToDenial = asks.slice(0, asks.findIndex(([action]) => action === asks.at(-1)?.[0]) + 1);
      assert.deepEqual(seen, upToDenial);
    });

  it('asks every item of a transaction when all are allowed', async () => {
    const [transaction] = cases.filter(({ operation }) => operation === 'TransactWriteItems');
    assert.ok(transaction);
    const { asks, error } = await dynamodb.call(transaction.operation, transaction.input);
    assert.equal(error, null);
    assert.deepEqual(
      asks.map(({ action, resource, context }) => [action, resource, context]),
      transaction.asks,
    );
  });

  it('denies before a condition is looked at, so its truth cannot be learned', async () => {
    await dynamodb.put(acme, 'secret', { v: { S: 'x' } });
    for (const condition of ['attribute_exists(v)', 'attribute_not_exists(v)']) {
      const input = { TableName: table, Key: key(acme, 'secret'), ConditionExpression: condition };
      const error = await dynamodb.fails('DeleteItem', input, { allow: () => false });
      assert.equal(error.code, 'AccessDeniedException');
      const transaction = { TransactItems: [{ ConditionCheck: input }] };
      const refused = await dynamodb.fails('TransactWriteItems', transaction, { allow: () => false });
      assert.equal(refused.code, 'AccessDeniedException');
    }
    assert.deepEqual(await dynamodb.get(acme, 'secret'), { ...key(acme, 'secret'), v: { S: 'x' } });
  });

  it('changes nothing when one item of a transaction is denied', async () => {
    const error = await dynamodb.fails(
      'TransactWriteItems',
      {
        TransactItems: [
          { Put: { TableName: table, Item: key(acme, 'own') } },
          { Put: { TableName: table, Item: key(globex, 'foreign') } },
        ],
      },
      { allow: ({ context }) => !String(context?.['dynamodb:LeadingKeys']).includes('globex') },
    );
    assert.equal(error.code, 'AccessDeniedException');
    assert.equal(await dynamodb.get(acme, 'own'), undefined);
  });

  it('refuses PartiQL even when it is allowed', async () => {
    const error = await dynamodb.fails('ExecuteStatement', { Statement: `SELECT * FROM "${table}"` });
    assert.equal(error.code, 'UnknownOperationException');
  });

  it('refuses an operation AWS does not have without asking anyone', async () => {
    for (const operation of ['DropEverything', 'constructor', '__proto__', 'getItem', '']) {
      const { error, asks } = await dynamodb.call(operation, {});
      assert.equal(error?.code, 'UnknownOperationException');
      assert.deepEqual(asks, []);
    }
  });
});
