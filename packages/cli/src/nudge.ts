import { setTimeout as pause } from 'node:timers/promises';
import { create } from '@bufbuild/protobuf';
import {
  type ChannelCredentials,
  Metadata,
  makeGenericClientConstructor,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import {
  grpcServiceDefinition,
  ReadRevocationsRequestSchema,
  type ReadRevocationsResponse,
  RefreshService,
} from '@leasehold/contract';

/** What came of telling one instance to look. */
export type Nudged =
  | { readonly kind: 'acknowledged'; readonly version: string }
  /** It answers, but IAM shows it an earlier version still. */
  | { readonly kind: 'behind'; readonly version: string }
  | { readonly kind: 'not-reached'; readonly why: string };

/** How an instance is reached. */
export interface InstanceChannel {
  readonly address: string;
  readonly credentials: ChannelCredentials;
}

/** How often an instance is asked; it looks once a second at most. */
const maxAsks = 5;
/** How long one answer may take: a look waits for up to five seconds and asks IAM for up to eight. */
const answerMs = 15_000;

const definition = grpcServiceDefinition(RefreshService);
const RefreshClient = makeGenericClientConstructor(definition, 'RefreshService');

/**
 * Tells one instance to look at who is revoked until it acts on `version` or a later one. `token` says who tells it; `null` when
 * the channel's certificate does. Never throws.
 */
export async function nudge(
  { address, credentials }: InstanceChannel,
  version: string,
  token: string | null,
  wait: (ms: number) => Promise<unknown> = pause,
): Promise<Nudged> {
  // An instance is told directly: a proxy of the environment would not reach loopback or a private network.
  const client = new RefreshClient(address, credentials, { 'grpc.enable_http_proxy': 0 });
  const method = definition['readRevocations'];
  const metadata = new Metadata();
  if (token !== null) metadata.set('authorization', `Bearer ${token}`);
  const ask = (): Promise<string> =>
    new Promise((resolve, reject) => {
      if (method === undefined) throw new Error('the contract has no ReadRevocations');
      client.makeUnaryRequest(
        method.path,
        method.requestSerialize,
        method.responseDeserialize as (bytes: Buffer) => ReadRevocationsResponse,
        create(ReadRevocationsRequestSchema),
        metadata,
        { deadline: Date.now() + answerMs },
        (error: ServiceError | null, reply?: ReadRevocationsResponse) =>
          reply === undefined ? reject(error) : resolve(reply.policyVersion),
      );
    });
  try {
    let seen = '';
    for (let asks = 0; asks < maxAsks; asks += 1) {
      if (asks > 0) await wait(500);
      seen = await ask();
      if (numberOf(seen) >= numberOf(version)) return { kind: 'acknowledged', version: seen };
    }
    return { kind: 'behind', version: Number.isNaN(numberOf(seen)) ? 'no version' : seen };
  } catch (error) {
    const { code = status.UNKNOWN, details = '' } = error as Partial<ServiceError>;
    return { kind: 'not-reached', why: `${status[code]}${details === '' ? '' : `: ${plain(details)}`}` };
  } finally {
    client.close();
  }
}

function numberOf(version: string): number {
  return Number(/^v([0-9]{1,15})$/.exec(version)?.[1] ?? Number.NaN);
}

/** Texts of others go to a terminal: nothing that moves its cursor, and no second line. */
function plain(text: string): string {
  return text.slice(0, 200).replace(/[^ -~]/g, '?');
}
