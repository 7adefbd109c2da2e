import { type Deployment, failureQueueArn } from '@leasehold/policies';
import { LocalQueue } from './queue.ts';

/** The account's queues: the deployment's one for failures, and what a test adds. */
export class Queues {
  readonly #byName = new Map<string, LocalQueue>();
  readonly #deployment: Deployment;
  readonly #now: () => number;

  constructor(deployment: Deployment, now: () => number) {
    this.#deployment = deployment;
    this.#now = now;
    this.#byName.set(
      deployment.failureQueue,
      new LocalQueue({ name: deployment.failureQueue, arn: failureQueueArn(deployment), now }),
    );
  }

  /** Where deliveries that were given up are reported. */
  get failures(): LocalQueue {
    return this.get(this.#deployment.failureQueue) ?? this.create(this.#deployment.failureQueue);
  }

  /** @throws RangeError for a name that SQS would not take */
  create(name: string): LocalQueue {
    if (!/^[A-Za-z0-9_-]{1,80}$/.test(name)) throw new RangeError('a queue is named by 1-80 of A-Z a-z 0-9 _ -');
    const existing = this.#byName.get(name);
    if (existing !== undefined) return existing;
    const { partition, region, account } = this.#deployment;
    const queue = new LocalQueue({ name, arn: `arn:${partition}:sqs:${region}:${account}:${name}`, now: this.#now });
    this.#byName.set(name, queue);
    return queue;
  }

  get(name: string): LocalQueue | undefined {
    return this.#byName.get(name);
  }
}
