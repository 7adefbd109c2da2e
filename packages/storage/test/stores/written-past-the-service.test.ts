import assert from 'node:assert/strict';
import { type AttributeValue, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { parseTenantId } from '@leasehold/domain';
import { defaultAwsBounds, deploymentNames, dynamoDbClient, withTenantSession } from '@leasehold/storage';
import { after, before, describe, it } from 'mocha';
import { lockMs } from '../../src/parameters/companions.ts';
import { deployment, orders, StoreBench } from '../aws/store-bench.ts';
import { name, write } from './writing.ts';

/** A tenant's writer holds a token that STS takes; what it writes into its own partition by itself must harm no one. */
describe('an item a writer wrote past the service', () => {
  let bench: StoreBench;
  before(async () => {
    bench = await StoreBench.start();
  });
  after(() => bench.close());

  async function putItem(sk: string, attributes: Record<string, AttributeValue>): Promise<void> {
    const client = dynamoDbClient({ ...defaultAwsBounds, region: deployment.region, endpoint: bench.aws.endpoint });
    const pk = deploymentNames(deployment).leadingKey(parseTenantId('acme'), orders);
    const command = new PutItemCommand({
      TableName: deployment.table,
      Item: { pk: { S: pk }, sk: { S: sk }, ...attributes },
    });
    try {
      await withTenantSession(await bench.writer(), () => client.send(command));
    } finally {
      client.destroy();
    }
  }

  it('cannot put line breaks or direction marks into what a reader is told', async () => {
    const claims = { author: { S: 'al\u202eice' }, contentType: { S: 'text/plain\r\nx: y' }, modifiedAt: { N: '1' } };
    await putItem('CONFIG#forged', { ...claims, value: { S: '1' }, version: { N: '1' } });
    const entry = await bench.store('tenant_config').get(await bench.reader(), orders, name('forged'));
    assert.deepEqual([entry?.author, entry?.contentType, entry?.value], [null, 'application/json', '1']);
  });

  it('cannot lock a parameter for longer than any of our writers could', async () => {
    const store = bench.store('param_config');
    const locked = (until: number) =>
      putItem('PARAMETER#locked', { lockOwner: { S: 'mallory' }, lockUntil: { N: String(until) } });
    await locked(bench.clock.now() + lockMs);
    await assert.rejects(store.put(await bench.writer(), orders, name('locked'), write('1', 0)), {
      code: 'unavailable',
    });
    await locked(Number.MAX_SAFE_INTEGER);
    assert.equal((await store.put(await bench.writer(), orders, name('locked'), write('1', 0))).version, 1);
  });
});
