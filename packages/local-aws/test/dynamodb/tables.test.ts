import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'mocha';
import { arn, Harness, key, table } from './harness.ts';

const definition = {
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
};

describe('DynamoDB tables', () => {
  const open: Harness[] = [];
  let directory: string;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'dynamodb-'));
  });
  after(() => rm(directory, { recursive: true, force: true }));
  afterEach(async () => {
    for (const dynamodb of open.splice(0)) await dynamodb.close();
  });

  async function start(dataDir?: string): Promise<Harness> {
    const dynamodb = await Harness.start(dataDir === undefined ? {} : { dataDir });
    open.push(dynamodb);
    return dynamodb;
  }

  it('has the table of the deployment, active, with pk and sk, on demand', async () => {
    const dynamodb = await start();
    const { Table } = (await dynamodb.ok('DescribeTable', { TableName: table })) as { Table: Record<string, unknown> };
    assert.equal(Table['TableStatus'], 'ACTIVE');
    assert.equal(Table['TableArn'], arn);
    assert.deepEqual(Table['KeySchema'], [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ]);
    const billing = Table['BillingModeSummary'] as { BillingMode: string };
    assert.equal(billing.BillingMode, 'PAY_PER_REQUEST');
    assert.deepEqual(await dynamodb.ok('ListTables', {}), { TableNames: [table] });
  });

  it('keeps items and transactions across a restart', async () => {
    const dataDir = join(directory, 'kept');
    const first = await start(dataDir);
    await first.ok('TransactWriteItems', {
      TransactItems: ['a', 'b'].map((sk) => ({ Put: { TableName: table, Item: key('TENANT#acme', sk) } })),
    });
    await first.close();
    open.splice(0);
    const second = await start(dataDir);
    assert.deepEqual(await second.get('TENANT#acme', 'a'), key('TENANT#acme', 'a'));
    assert.deepEqual(await second.get('TENANT#acme', 'b'), key('TENANT#acme', 'b'));
  });

  it('lets no other user of this machine into its folder, not even into one that was open before', async () => {
    const dataDir = join(directory, 'private');
    const folder = join(dataDir, 'dynamodb');
    await mkdir(folder, { recursive: true });
    await chmod(folder, 0o755);
    await start(dataDir);
    assert.equal((await stat(folder)).mode & 0o777, 0o700);
  });

  it('says that another process may have the data open', async () => {
    const dataDir = join(directory, 'locked');
    await start(dataDir);
    await assert.rejects(start(dataDir), /cannot open the DynamoDB data in .*: is another process using it\?/);
  });

  it('keeps nothing in memory across a restart', async () => {
    const first = await start();
    await first.put('TENANT#acme', 'a');
    const second = await start();
    assert.equal(await second.get('TENANT#acme', 'a'), undefined);
  });

  for (const member of ['StreamSpecification', 'SSESpecification', 'DeletionProtectionEnabled', 'Tags'])
    it(`refuses ${member} instead of ignoring it`, async () => {
      const dynamodb = await start();
      const { error, asks } = await dynamodb.call('CreateTable', {
        TableName: 'another',
        ...definition,
        [member]: true,
      });
      assert.equal(error?.code, 'ValidationException');
      assert.match(error.message, new RegExp(member));
      assert.deepEqual(asks, []);
    });

  it('refuses a table that exists, and one that does not', async () => {
    const dynamodb = await start();
    const taken = await dynamodb.fails('CreateTable', { TableName: table, ...definition });
    assert.equal(taken.code, 'ResourceInUseException');
    for (const operation of ['DescribeTable', 'DeleteTable'])
      assert.equal((await dynamodb.fails(operation, { TableName: 'absent' })).code, 'ResourceNotFoundException');
    const read = await dynamodb.fails('GetItem', { TableName: 'absent', Key: key('a', 'b') });
    assert.equal(read.code, 'ResourceNotFoundException');
  });

  it('does not do UpdateTimeToLive, and says so', async () => {
    const dynamodb = await start();
    const error = await dynamodb.fails('UpdateTimeToLive', {
      TableName: table,
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
    });
    assert.equal(error.code, 'UnknownOperationException');
    assert.deepEqual(await dynamodb.ok('DescribeTimeToLive', { TableName: table }), {
      TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' },
    });
  });
});
