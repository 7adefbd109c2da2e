import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
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
import type { Measurement, Progress } from './measurement.ts';
import { median, medianRatio } from './statistics.ts';

const inFlight = 16;
/** More than the SDK's signer keeps signing keys for, so that deriving one is part of what is measured. */
const tenants = 200;
const region = localDeployment.region;
const keys = { accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token'.repeat(100) };

/**
 * CPU of an uncached DynamoDB read through the store, of one tenant and of 200 in turn, against the same SDK call made
 * directly with static credentials. The server is another process that answers every request with one item.
 */
export async function uncachedRead(
  plan: { readonly rounds: number; readonly calls: number },
  progress: Progress,
): Promise<Measurement[]> {
  const server = fork(join(import.meta.dirname, 'dummy-dynamodb.ts'));
  const [port] = (await once(server, 'message')) as [number];
  const endpoint = `http://127.0.0.1:${port}`;
  const direct = new DynamoDBClient({ region, endpoint, credentials: keys });
  const shared = dynamoDbClient({ ...defaultAwsBounds, region, endpoint });
  const read = storeReader(shared);
  const contenders = {
    direct: () => direct.send(sameCommand()),
    one: () => read(0),
    many: (index: number) => read(index % tenants),
  };
  const cpu = { direct: [] as number[], one: [] as number[], many: [] as number[] };
  try {
    // Round 0 is the just-in-time compiler's.
    for (let round = 0; round <= plan.rounds; round += 1) {
      progress(`uncached reads, round ${round} of ${plan.rounds}`);
      for (const name of ['direct', 'one', 'many'] as const) {
        const micros = await cpuOf(contenders[name], plan.calls);
        if (round > 0) cpu[name].push(micros);
      }
    }
  } finally {
    server.disconnect();
    direct.destroy();
    shared.destroy();
  }
  const note = `median of ${plan.rounds} rounds of ${plan.calls} calls, ${inFlight} in flight, client CPU`;
  const target = { atMost: 1.15 };
  return [
    { name: 'SDK GetItem, static credentials', value: median(cpu.direct), unit: 'µs/call', note },
    { name: 'DynamoDbStore.get, one tenant', value: median(cpu.one), unit: 'µs/call', note },
    { name: '  of the SDK call’s CPU', value: medianRatio(cpu.one, cpu.direct), unit: '×', target, note },
    { name: 'DynamoDbStore.get, 200 tenants in turn', value: median(cpu.many), unit: 'µs/call', note },
    { name: '  of the SDK call’s CPU', value: medianRatio(cpu.many, cpu.direct), unit: '×', note },
  ];
}

function sameCommand(): GetItemCommand {
  return new GetItemCommand({
    TableName: localDeployment.table,
    Key: { pk: { S: 'TENANT#acme|SERVICE#orders' }, sk: { S: 'CONFIG#theme' } },
    ConsistentRead: true,
  });
}

function storeReader(client: DynamoDBClient): (tenant: number) => Promise<unknown> {
  const clock = { now: Date.now };
  const store = new DynamoDbStore({
    client,
    calls: new AwsCalls(
      clock,
      () => {},
      () => {},
    ),
    table: localDeployment.table,
    names: deploymentNames(localDeployment),
    clock,
    backoff: new Backoff(async () => {}, Math.random, 50, 1000),
    newRequestToken: () => 'unused by reads',
  });
  const sessions = Array.from({ length: tenants }, (_, index) => {
    const own = { ...keys, accessKeyId: `ASIA${index}`, secretAccessKey: `secret-${index}` };
    return new TenantCredentials({
      tenant: parseTenantId(`tenant-${index}`),
      ...own,
      expiresAt: Date.now() + 3_600_000,
    });
  });
  const service = parseServiceName('orders');
  const { name } = parseConfigKey('tenant_config_theme');
  return async (tenant) => {
    const session = sessions[tenant];
    if (session === undefined) throw new RangeError('no such tenant');
    return await store.get(session, service, name);
  };
}

/** CPU microseconds a call, this process's own. */
async function cpuOf(call: (index: number) => Promise<unknown>, count: number): Promise<number> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) await call(next++);
  };
  const before = process.cpuUsage();
  await Promise.all(Array.from({ length: inFlight }, worker));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / count;
}
