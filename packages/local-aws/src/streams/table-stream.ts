import { createHash, randomUUID } from 'node:crypto';
import type { Deployment } from '@leasehold/policies';
import type { CommittedWrite } from '../dynamodb/committed-write.ts';
import { itemBytes } from '../dynamodb/item-size.ts';
import { Shard } from './shard.ts';
import type { StoredRecord } from './stream-record.ts';

/** Told of each record as it is written, in the order of the shard. */
export type StreamListener = (shardId: string, record: StoredRecord) => void;

/** AWS keeps records for 24 hours (DynamoDB developer guide, "Data retention limit for DynamoDB Streams"). */
const retentionMs = 24 * 60 * 60 * 1000;
/** Records a shard keeps at most; about 0.5 KiB each. */
const shardCapacity = 100_000;
/** More than one, so that nobody takes the order of records of different partitions for granted. */
const shardCount = 2;
const firstNumber = 100_000_000_000_000_000_000n;

/**
 * The stream of the deployment's table: every committed write that changed an item is one record, and records of one
 * partition key are in one shard, in the order of the commits. In memory: a restart begins a new stream.
 */
export class TableStream {
  readonly table: string;
  readonly label: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly shards: readonly Shard[];
  readonly #region: string;
  readonly #now: () => number;
  readonly #listeners = new Set<StreamListener>();
  #number = firstNumber;

  constructor(deployment: Deployment, now: () => number) {
    const { partition, region, account, table } = deployment;
    this.table = table;
    this.createdAt = now();
    this.label = new Date(this.createdAt).toISOString().replace(/Z$/, '');
    this.arn = `arn:${partition}:dynamodb:${region}:${account}:table/${table}/stream/${this.label}`;
    this.#region = region;
    this.#now = now;
    this.shards = Array.from({ length: shardCount }, (_, index) => {
      const suffix = createHash('sha256').update(`${this.arn} ${index}`).digest('hex').slice(0, 8);
      return new Shard(`shardId-${String(this.createdAt).padStart(20, '0')}-${suffix}`, String(firstNumber));
    });
  }

  shard(id: string): Shard | undefined {
    return this.shards.find((shard) => shard.id === id);
  }

  /** Takes the writes of one commit, in their order; those of other tables have no stream. */
  committed(writes: readonly CommittedWrite[]): void {
    for (const write of writes) if (write.table === this.table) this.#append(write);
  }

  /** The function that comes back ends it. */
  listen(listener: StreamListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Drops what is too old. To be called before anything is read. */
  trim(): void {
    for (const shard of this.shards) shard.trim(this.#now() - retentionMs, shardCapacity);
  }

  #append({ keys, effect }: CommittedWrite): void {
    const createdAt = this.#now();
    this.#number += 1n;
    const stored: StoredRecord = {
      createdAt,
      record: {
        eventID: randomUUID().replaceAll('-', ''),
        eventName: effect,
        eventVersion: '1.1',
        eventSource: 'aws:dynamodb',
        awsRegion: this.#region,
        dynamodb: {
          ApproximateCreationDateTime: Math.floor(createdAt / 1000),
          Keys: keys,
          SequenceNumber: String(this.#number),
          SizeBytes: itemBytes(keys),
          StreamViewType: 'KEYS_ONLY',
        },
      },
    };
    const shard = this.#shardOf(keys);
    shard.append(stored);
    shard.trim(createdAt - retentionMs, shardCapacity);
    for (const listener of this.#listeners) listener(shard.id, stored);
  }

  #shardOf(keys: CommittedWrite['keys']): Shard {
    const [partitionKey] = Object.values(keys);
    const digest = createHash('sha256').update(JSON.stringify(partitionKey)).digest();
    const shard = this.shards[digest.readUInt32BE() % this.shards.length];
    if (shard === undefined) throw new Error('a stream has shards');
    return shard;
  }
}
