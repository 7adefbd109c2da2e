import { AwsError } from '../../endpoint/aws-error.ts';
import { type EventPattern, eventPattern } from '../../events/pattern.ts';
import type { Queues } from '../../queue/queues.ts';
import { forLambda, type StoredRecord } from '../../streams/stream-record.ts';
import type { TableStream } from '../../streams/table-stream.ts';
import { FailureDestination } from '../failure-destination.ts';
import type { FunctionWorld, LocalFunction } from '../local-function.ts';
import { checkedMapping, type MappingSettings } from './mapping-settings.ts';
import { NextTurn } from './next-turn.ts';
import { ShardConsumer } from './shard-consumer.ts';

export interface MappingWorld extends Pick<FunctionWorld, 'deliveries' | 'now' | 'delay'> {
  readonly stream: TableStream;
  readonly queues: Queues;
}

const reads = ['GetRecords', 'GetShardIterator', 'DescribeStream'] as const;
/** How often a mapping that may not read asks again. */
const askAgainMs = 1_000;

/**
 * Takes the records of the table's stream to a function. Lambda reads with the function's role, so what that role may not read
 * stays where it is. It is woken by each record; AWS's polls, four a second, are a delay a test can inject.
 */
export class StreamMapping {
  readonly #filters: readonly EventPattern[];
  readonly #function: LocalFunction;
  readonly #world: MappingWorld;
  readonly #consumers: ReadonlyMap<string, ShardConsumer>;
  readonly #stopListening: () => void;
  #problem: string | null = null;

  /**
   * @throws RangeError or EventPatternError for settings Lambda would not take, AwsError InvalidParameterValueException when the
   * role may not read
   */
  constructor(settings: MappingSettings, target: LocalFunction, world: MappingWorld) {
    const { stream, deliveries, queues, now, delay } = world;
    const checked = checkedMapping(settings);
    this.#filters = checked.filters.map(eventPattern);
    this.#function = target;
    this.#world = world;
    if (this.#refusal() !== null) {
      throw new AwsError(
        'InvalidParameterValueException',
        400,
        `Cannot access stream ${stream.arn}. Please ensure the role can perform the GetRecords, GetShardIterator, DescribeStream, and ListStreams Actions on your stream in IAM.`,
      );
    }
    const destination = new FailureDestination(queues, target.role, settings.onFailureQueue);
    // Whoever wrote is answered first, and records of one commit come together.
    const later = new NextTurn(() => deliveries.begin());
    const lanes = stream.shards.map((shard) => {
      const lane = deliveries.lane('stream-to-mapping', { function: target.name, inOrder: true });
      const consumer = new ShardConsumer({
        settings: checked,
        function: target,
        streamArn: stream.arn,
        shardId: shard.id,
        deliveries,
        destination,
        now,
        delay,
        mayRead: () => this.#mayRead(),
      });
      const take = (stored: StoredRecord) => {
        const record = forLambda(stored.record, stream.arn);
        // What no filter lets through is done with.
        if (this.#passes(record)) later.push(() => lane.send(record, () => consumer.arrived(stored)));
      };
      return { shard, consumer, take };
    });
    this.#consumers = new Map(lanes.map(({ shard, consumer }) => [shard.id, consumer]));
    if (settings.startingPosition === 'TRIM_HORIZON') {
      stream.trim();
      for (const { shard, take } of lanes)
        for (const stored of shard.after(null, Number.POSITIVE_INFINITY)) take(stored);
    }
    const takers = new Map(lanes.map(({ shard, take }) => [shard.id, take]));
    this.#stopListening = stream.listen((shardId, stored) => takers.get(shardId)?.(stored));
  }

  /** Records that wait for the function. */
  get backlog(): number {
    return [...this.#consumers.values()].reduce((sum, consumer) => sum + consumer.backlog, 0);
  }

  /** Why Lambda cannot read the stream for the function now; `null` when it can. Lambda's LastProcessingResult. */
  get problem(): string | null {
    return this.#problem;
  }

  /** Ends it; what waits is forgotten. */
  close(): void {
    this.#stopListening();
    for (const consumer of this.#consumers.values()) consumer.close();
  }

  #passes(record: unknown): boolean {
    return this.#filters.length === 0 || this.#filters.some((filter) => filter.matches(record));
  }

  async #mayRead(): Promise<boolean> {
    this.#problem = this.#refusal();
    if (this.#problem === null) return true;
    await this.#world.delay(askAgainMs);
    return false;
  }

  #refusal(): string | null {
    const { role } = this.#function;
    const resource = this.#world.stream.arn;
    try {
      for (const read of reads) {
        const refusal = role.refusal({ action: `dynamodb:${read}`, resource });
        if (refusal !== null) return refusal;
      }
      return role.refusal({ action: 'dynamodb:ListStreams', resource: '*' });
    } catch (error) {
      if (error instanceof AwsError) return error.message;
      throw error;
    }
  }
}
