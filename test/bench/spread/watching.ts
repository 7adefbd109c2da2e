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

let begun = 0;
const told = new Map<string, number>();
const { addresses, watchers, service } = plan;
for (const [at, address] of addresses.entries()) {
  const here = Math.floor(watchers / addresses.length) + (at < watchers % addresses.length ? 1 : 0);
  let client: Client | undefined;
  for (let index = 0; index < here; index += 1) {
    if (index % streamsPerConnection === 0) {
      client = new Client(address, credentials.createInsecure(), { 'grpc.use_local_subchannel_pool': 1 });
    }
    const request = create(WatchConfigsRequestSchema, { service });
    const stream = client?.makeServerStreamRequest(
      path,
      requestSerialize,
      (bytes: Buffer) => responseDeserialize(bytes) as WatchConfigsResponse,
      request,
      metadata,
    );
    stream?.on('error', (error) => {
      process.stderr.write(`a watch ended: ${error.message}\n`);
      process.exit(1);
    });
    stream?.on('data', received);
  }
}

function received({ event }: WatchConfigsResponse): void {
  if (event.case === 'snapshot' && event.value.complete) {
    begun += 1;
    if (begun === watchers) say(null);
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
