import { create } from '@bufbuild/protobuf';
import { Client, credentials, Metadata } from '@grpc/grpc-js';
import {
  ConfigService,
  grpcServiceDefinition,
  WatchConfigsRequestSchema,
  type WatchConfigsResponse,
} from '@leasehold/contract';

/* A process with very many watchers. It tells its parent when all have begun, and of each value when the last watcher was told it. */

/** What it is told. */
export interface WatchingPlan {
  /** `host:port` of the instances; watchers are spread over them evenly. */
  readonly addresses: readonly string[];
  readonly watchers: number;
  readonly service: string;
  readonly token: string;
}

/** What it tells: `null` once all watch; then a value that all watchers have, and when the last got it, by the system's clock of hrtime. */
export type WatchingMessage = { readonly value: string; readonly atMs: number } | null;

/** Below the service's own bound of calls on one connection. */
const streamsPerConnection = 100;

const plan = JSON.parse(process.argv[2] ?? '') as WatchingPlan;
const method = grpcServiceDefinition(ConfigService)['watchConfigs'];
if (method === undefined) throw new Error('the contract has no WatchConfigs');
const { path, requestSerialize, responseDeserialize } = method;
const metadata = new Metadata();
metadata.set('authorization', `Bearer ${plan.token}`);
const say = (message: WatchingMessage): void => void process.send?.(message);

/** Watchers that open at a time: each reads all there is, and what is measured is not how many can do that at once. */
const openingAtOnce = 16;

const { addresses, watchers, service } = plan;
const clients = new Map<string, Client>();
const told = new Map<string, number>();
let opened = 0;
let begun = 0;
for (let index = 0; index < Math.min(openingAtOnce, watchers); index += 1) openNext();

/** Opens the next watcher, on the next instance and on a connection that has room. */
function openNext(): void {
  const index = opened;
  opened += 1;
  const address = addresses[index % addresses.length] ?? '';
  const connection = Math.floor(index / addresses.length / streamsPerConnection);
  const id = `${address} ${connection}`;
  let client = clients.get(id);
  if (client === undefined) {
    client = new Client(address, credentials.createInsecure(), { 'grpc.use_local_subchannel_pool': 1 });
    clients.set(id, client);
  }
  const stream = client.makeServerStreamRequest(
    path,
    requestSerialize,
    (bytes: Buffer) => responseDeserialize(bytes) as WatchConfigsResponse,
    create(WatchConfigsRequestSchema, { service }),
    metadata,
  );
  stream.on('data', received);
  stream.on('error', (error) => {
    process.stderr.write(`a watch ended: ${error.message}\n`);
    process.exit(1);
  });
}

function received({ event }: WatchConfigsResponse): void {
  if (event.case === 'snapshot' && event.value.complete) {
    begun += 1;
    if (begun === watchers) say(null);
    else if (opened < watchers) openNext();
  }
  if (event.case !== 'change' || event.value.outcome.case !== 'entry') return;
  const { value = '' } = event.value.outcome.value;
  const count = (told.get(value) ?? 0) + 1;
  if (count < watchers) {
    told.set(value, count);
    return;
  }
  told.delete(value);
  say({ value, atMs: hrMs() });
}

/** The monotonic clock that processes of one machine share. */
function hrMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

process.once('disconnect', () => process.exit(0));
