import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { Harness, type Input, key, table } from './harness.ts';

const acme = 'TENANT#acme';

function put(sk: string, rest: Input = {}, more: Input = {}): Input {
  return { Put: { TableName: table, Item: { ...key(acme, sk), ...rest }, ...more } };
}

// In memory a read and the write after it happen to follow each other at once; LevelDB's threads show what the lock is for.
for (const kind of ['in memory', 'on LevelDB'])
  describe(`the isolation of DynamoDB calls ${kind}`, () => {
    let dynamodb: Harness;
    let directory: string;
    before(async () => {
      directory = await mkdtemp(join(tmpdir(), 'dynamodb-'));
      dynamodb = await Harness.start(kind === 'in memory' ? {} : { dataDir: directory });
    });
    after(async () => {
      await dynamodb.close();
      await rm(directory, { recursive: true, force: true });
    });

    it('gives a conditional put to exactly one of many at once, and loses no increment', async () => {
      const puts = Array.from({ length: 20 }, () =>
        dynamodb.call('PutItem', {
          TableName: table,
          Item: key(acme, 'race'),
          ConditionExpression: 'attribute_not_exists(pk)',
        }),
      );
      const won = (await Promise.all(puts)).filter(({ error }) => error === null);
      assert.equal(won.length, 1);
      const increments = Array.from({ length: 20 }, () =>
        dynamodb.ok('UpdateItem', {
          TableName: table,
          Key: key(acme, 'race'),
          UpdateExpression: 'ADD n :one',
          ExpressionAttributeValues: { ':one': { N: '1' } },
        }),
      );
      await Promise.all(increments);
      assert.deepEqual(await dynamodb.get(acme, 'race'), { ...key(acme, 'race'), n: { N: '20' } });
    });

    it('isolates: of 20 concurrent compare-and-sets on one version exactly one wins', async () => {
      await dynamodb.put(acme, 'cas', { version: { N: '1' } });
      const attempts = Array.from({ length: 20 }, (_, index) =>
        dynamodb.call('TransactWriteItems', {
          TransactItems: [
            put(
              'cas',
              { version: { N: '2' }, by: { N: String(index) } },
              {
                ConditionExpression: 'version = :seen',
                ExpressionAttributeValues: { ':seen': { N: '1' } },
              },
            ),
            put(`history${index}`),
          ],
        }),
      );
      const answers = await Promise.all(attempts);
      const won = answers.flatMap(({ error }, index) => (error === null ? [index] : []));
      assert.equal(won.length, 1);
      assert.deepEqual(await dynamodb.get(acme, 'cas'), {
        ...key(acme, 'cas'),
        version: { N: '2' },
        by: { N: String(won[0]) },
      });
      const { Items } = await dynamodb.ok('Query', {
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
        ExpressionAttributeValues: { ':pk': { S: acme }, ':sk': { S: 'history' } },
      });
      assert.deepEqual(Items, [key(acme, `history${won[0]}`)]);
    });

    it('never shows TransactGetItems half of a transaction', async () => {
      const writes = Array.from({ length: 60 }, (_, index) =>
        dynamodb.ok('TransactWriteItems', {
          TransactItems: [put('left', { n: { N: String(index) } }), put('right', { n: { N: String(index) } })],
        }),
      );
      // Others between the two, so that a write has time to come between.
      const sortKeys = ['left', ...Array.from({ length: 20 }, (_, index) => `between${index}`), 'right'];
      for (let read = 0; read < 30; read += 1) {
        const { Responses } = await dynamodb.ok('TransactGetItems', {
          TransactItems: sortKeys.map((sk) => ({
            Get: { TableName: table, Key: key(acme, sk), ProjectionExpression: 'n' },
          })),
        });
        const responses = Responses as unknown[];
        assert.deepEqual(responses.at(0), responses.at(-1));
      }
      await Promise.all(writes);
    });
  });
