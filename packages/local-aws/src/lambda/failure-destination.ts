import type { Queues } from '../queue/queues.ts';
import type { ExecutionRole } from './execution-role.ts';

/** Where records of what was given up go: a queue, if there is one and the function's role may send to it. */
export class FailureDestination {
  readonly #queues: Queues;
  readonly #role: ExecutionRole;
  readonly #queue: string | undefined;
  #lost = 0;

  constructor(queues: Queues, role: ExecutionRole, queue: string | undefined) {
    this.#queues = queues;
    this.#role = role;
    this.#queue = queue;
  }

  /** Records that could not be sent: Lambda's DestinationDeliveryFailures. */
  get lost(): number {
    return this.#lost;
  }

  send(record: string): void {
    if (this.#queue === undefined) return;
    const queue = this.#queues.get(this.#queue);
    const sent = queue !== undefined && this.#allowed(queue.arn) && queue.send(record) !== null;
    if (!sent) this.#lost += 1;
  }

  #allowed(queueArn: string): boolean {
    try {
      return this.#role.refusal({ action: 'sqs:SendMessage', resource: queueArn }) === null;
    } catch {
      return false;
    }
  }
}
