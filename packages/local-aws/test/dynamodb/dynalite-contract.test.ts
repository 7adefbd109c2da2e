import assert from 'node:assert/strict';
import { localDeployment } from '@leasehold/policies';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { ensureDeploymentTable } from '../../src/dynamodb/deployment-table.ts';
import {
  actionOf,
  type DynaliteOperation,
  type DynaliteStore,
  dynaliteOperations,
  validationOf,
} from '../../src/dynamodb/dynalite-modules.ts';
import { DynaliteStorage, openDynalite } from '../../src/dynamodb/dynalite-storage.ts';
import { key, table } from './harness.ts';

/** What the storage takes for granted of dynalite's modules and of its layout of keys. */
describe('the dynalite this DynamoDB is built on', () => {
  let store: DynaliteStore;
  let storage: DynaliteStorage;
  beforeEach(async () => {
    store = await openDynalite(localDeployment, undefined);
    storage = new DynaliteStorage(store);
    await ensureDeploymentTable(storage, localDeployment);
  });
  afterEach(() => storage.close());

  function own(operation: DynaliteOperation, input: Record<string, unknown>): Promise<unknown> {
    return new Promise((resolve, reject) => {
      actionOf(operation)(store, storage.parse(operation, input), (error, value) =>
        error ? reject(error) : resolve(value),
      );
    });
  }

  const item = { ...key('TENANT#acme', 'a'), v: { S: 'x' } };
  const read = { TableName: table, Key: key('TENANT#acme', 'a') };

  it('has an action and a validation for every operation', () => {
    for (const operation of dynaliteOperations) {
      assert.equal(typeof actionOf(operation), 'function');
      assert.equal(typeof validationOf(operation).types, 'object');
    }
  });

  it('reads with its own store what was written here as a batch', async () => {
    const request = storage.parse('PutItem', { TableName: table, Item: item });
    const outcome = await storage.write([{ operation: 'PutItem', request }]);
    assert.equal(outcome.written, true);
    assert.deepEqual(JSON.parse(JSON.stringify(await own('GetItem', read))), { Item: item });
  });

  it('writes with its own store what is read here', async () => {
    await own('PutItem', { TableName: table, Item: item });
    const { Item } = await storage.read('GetItem', storage.parse('GetItem', read));
    assert.deepEqual(Item, item);
    const query = {
      TableName: table,
      KeyConditions: { pk: { ComparisonOperator: 'EQ', AttributeValueList: [{ S: 'TENANT#acme' }] } },
    };
    const { Items } = await storage.read('Query', storage.parse('Query', query));
    assert.deepEqual(Items, [item]);
  });

  it('drops what it does not know, its own parsed members above all', () => {
    const parsed = storage.parse('Query', {
      TableName: table,
      KeyConditionExpression: 'pk = :a',
      ExpressionAttributeValues: { ':a': { S: 'a' } },
      _keyCondition: { forged: true },
      _filter: { forged: true },
      Unknown: 1,
    });
    assert.equal(JSON.stringify(parsed).includes('forged'), false);
    assert.equal('Unknown' in parsed, false);
  });
});
