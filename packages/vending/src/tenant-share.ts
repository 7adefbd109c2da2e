import type { TenantId } from '@leasehold/domain';
import type { TokenBucket } from './token-bucket.ts';
import { WaitingLine } from './waiting-line.ts';

/** A call that waits for its turn. */
export interface Waiter {
  readonly urgency: 'now' | 'soon';
  readonly since: number;
  /** Its turn has come. */
  go(): void;
  /** It is turned away. */
  refuse(why: ShedCause): void;
}

/** Why a call was not kept waiting: its tenant's line is full, all lines are, it would wait too long, or it did. */
export type ShedCause = 'tenant-full' | 'full' | 'too-long' | 'timed-out';

/** One tenant's part of the budget, and its calls that wait: those that somebody waits for go first. */
export class TenantShare {
  readonly tenant: TenantId;
  readonly bucket: TokenBucket;
  readonly #lines = { now: new WaitingLine<Waiter>(), soon: new WaitingLine<Waiter>() };
  /** In the round of tenants whose turn comes, or waiting for a permit of its own; neither without calls that wait. */
  isLinedUp = false;
  /** Takes it out of the order of use. */
  leaveUsed: () => void = () => {};

  constructor(tenant: TenantId, bucket: TokenBucket) {
    this.tenant = tenant;
    this.bucket = bucket;
  }

  get waiting(): number {
    return this.#lines.now.size + this.#lines.soon.size;
  }

  /** How many would go before a call of this urgency that joined. */
  ahead(urgency: Waiter['urgency']): number {
    return urgency === 'now' ? this.#lines.now.size : this.waiting;
  }

  /** @returns how it leaves before its turn. */
  join(waiter: Waiter): () => void {
    return this.#lines[waiter.urgency].join(waiter);
  }

  next(): Waiter | undefined {
    return this.#lines.now.first() ?? this.#lines.soon.first();
  }

  /** Who can best do without: the last of the refreshes, or else of all. */
  leastUrgent(): Waiter | undefined {
    return this.#lines.soon.last() ?? this.#lines.now.last();
  }

  hasRefreshWaiting(): boolean {
    return this.#lines.soon.size > 0;
  }
}
