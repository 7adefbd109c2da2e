import { fork } from 'node:child_process';
import { once } from 'node:events';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { parseConfigKey, parseServiceName, parseTenantId, TenantCredentials } from '@leasehold/domain';
import { localDeployment } from '@leasehold/policies';
import {
  AwsCalls,
  Backoff,
  DynamoDbStore,
  defaultAwsBounds,
  deploymentNames,
  dynamoDbClient,
} from '@leasehold/storage';
import { NodeHttpHandler } from '@smithy/node-http-handler';

/*
 * CPU of an uncached read through DynamoDbStore.get, against the same SDK call made directly with static credentials.
 * Rounds interleave, the server is another process. `node bench/uncached-read.ts [calls a round] [rounds]`
 */

const calls = Number(process.argv[2] ?? 3000);
const rounds = Number(process.argv[3] ?? 7);
const inFlight = 16;
const region = localDeployment.region;

const child = fork(new URL('./dummy-dynamodb.ts', import.meta.url));
const [port] = await once(child, 'message');
const endpoint = `http://127.0.0.1:${port}`;

const keys = { accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token'.repeat(100) };
const sockets = { keepAlive: true, maxSockets: defaultAwsBounds.maxSockets };
const direct = new DynamoDBClient({
  region,
  endpoint,
  credentials: keys,
  maxAttempts: defaultAwsBounds.maxAttempts,
  requestHandler: new NodeHttpHandler({
    connectionTimeout: defaultAwsBounds.connectTimeoutMs,
    requestTimeout: defaultAwsBounds.requestTimeoutMs,
    throwOnRequestTimeout: true,
    httpAgent: sockets,
  }),
});

const shared = dynamoDbClient({ ...defaultAwsBounds, region, endpoint });
const clock = { now: Date.now };
const store = new DynamoDbStore({
  client: shared,
  calls: new AwsCalls(
    clock,
    () => {},
    () => {},
  ),
  table: localDeployment.table,
  names: deploymentNames(localDeployment),
  clock,
  backoff: new Backoff(async () => {}, Math.random, 50, 1000),
  newRequestToken: () => 'unused',
});
const tenants = Array.from({ length: 100 }, (_, index) => {
  const tenant = parseTenantId(`tenant-${index}`);
  const own = { ...keys, accessKeyId: `ASIA${index}`, secretAccessKey: `secret-${index}` };
  return new TenantCredentials({ tenant, ...own, expiresAt: Date.now() + 3_600_000 });
});
const orders = parseServiceName('orders');
const { name: theme } = parseConfigKey('tenant_config_theme');

const contenders = {
  direct: () =>
    direct.send(
      new GetItemCommand({
        TableName: localDeployment.table,
        Key: { pk: { S: 'TENANT#acme|SERVICE#orders' }, sk: { S: 'CONFIG#theme' } },
        ConsistentRead: true,
      }),
    ),
  'DynamoDbStore.get, one tenant': (_index: number) => read(0),
  'DynamoDbStore.get, 100 tenants': (index: number) => read(index),
} satisfies Record<string, (index: number) => Promise<unknown>>;

function read(index: number): Promise<unknown> {
  const credentials = tenants[index % tenants.length];
  if (credentials === undefined) throw new Error('no tenants');
  return store.get(credentials, orders, theme);
}

/** CPU microseconds a call, this process's own. */
async function cpuOf(call: (index: number) => Promise<unknown>, count: number): Promise<number> {
  let next = 0;
  const worker = async () => {
    while (next < count) await call(next++);
  };
  const before = process.cpuUsage();
  await Promise.all(Array.from({ length: inFlight }, worker));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / count;
}

const measured = new Map<string, number[]>();
for (const call of Object.values(contenders)) await cpuOf(call, calls);
for (let round = 0; round < rounds; round += 1) {
  for (const [name, call] of Object.entries(contenders)) {
    measured.set(name, [...(measured.get(name) ?? []), await cpuOf(call, calls)]);
  }
}
child.disconnect();
direct.destroy();
shared.destroy();

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;
const base = median(measured.get('direct') ?? []);
for (const [name, numbers] of measured) {
  const cpu = median(numbers);
  console.log(`${name.padEnd(32)} ${cpu.toFixed(0).padStart(5)} CPU µs a call   ${(cpu / base).toFixed(2)} × direct`);
}
