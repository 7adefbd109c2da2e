import { setImmediate as nextTurn } from 'node:timers/promises';
import { checkDeliveryFault, type DeliveryFault, type Hop } from './delivery-fault.ts';
import { HeldDeliveries } from './held-deliveries.ts';

export interface DeliveriesOptions {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly delay: (ms: number) => Promise<void>;
  /** Told of a delivery that threw. Whoever sends retries by itself, if AWS does. */
  readonly onInternalError: (error: unknown) => void;
}

/** A fault that was injected. */
export interface InjectedDeliveryFault {
  /** How many deliveries it has hit. */
  readonly hits: number;
  /** Takes this fault back, and no other. */
  clear(): void;
}

/** What came of the deliveries of one hop. */
export interface DeliveryCounts {
  readonly sent: number;
  /** Each copy of a duplicate counts. */
  readonly delivered: number;
  readonly dropped: number;
  /** Delivered, but who received it threw. */
  readonly failed: number;
}

interface Waiting {
  readonly fault: DeliveryFault;
  hits: number;
}

const maxFaults = 1_000;

/**
 * Everything in this account that one service tells another after its caller was answered. Nothing comes before the next
 * turn of the event loop; without a fault all of it comes, in the order in which it was sent.
 */
export class Deliveries {
  readonly #options: DeliveriesOptions;
  readonly #counts = new Map<Hop, { sent: number; delivered: number; dropped: number; failed: number }>();
  readonly #held = new Map<Hop, HeldDeliveries>();
  readonly #latency = new Map<Hop, number>();
  readonly #underWay = new Set<Promise<void>>();
  #faults: readonly Waiting[] = [];
  #closed = false;

  constructor(options: DeliveriesOptions) {
    this.#options = options;
  }

  /** The oldest matching fault hits first, and alone. @throws RangeError for a fault that could never hit */
  inject(fault: DeliveryFault): InjectedDeliveryFault {
    checkDeliveryFault(fault);
    if (this.#faults.length >= maxFaults) throw new RangeError(`at most ${maxFaults} faults at a time`);
    const waiting: Waiting = { fault, hits: 0 };
    this.#faults = [...this.#faults, waiting];
    return {
      get hits() {
        return waiting.hits;
      },
      clear: () => this.#forget(waiting),
    };
  }

  /** Takes every fault back. What is late already stays late. */
  clear(): void {
    this.#faults = [];
  }

  /** How long every delivery of a hop takes from now on, 0 at first. @throws RangeError */
  setLatency(hop: Hop, ms: number): void {
    if (!(ms >= 0 && ms <= 3_600_000)) throw new RangeError('ms: from 0 to 3,600,000');
    this.#latency.set(hop, ms);
  }

  counts(hop: Hop): DeliveryCounts {
    return { ...this.#countsOf(hop) };
  }

  /** Delivers later, and tells nobody how it went. */
  send<P>(hop: Hop, payload: P, deliver: (payload: P) => void | Promise<void>): void {
    if (this.#closed) return;
    this.#countsOf(hop).sent += 1;
    const fault = this.#take(hop, payload);
    if (fault?.kind === 'drop') {
      this.#countsOf(hop).dropped += 1;
      return;
    }
    const copies = fault?.kind === 'duplicate' ? (fault.copies ?? 1) + 1 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      const way = this.#way(hop, fault, payload, deliver);
      this.#underWay.add(way);
      void way.finally(() => this.#underWay.delete(way));
    }
  }

  /** Resolves when nothing is under way, nor anything that was sent by what arrived meanwhile. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  /** What has not arrived by now never does. */
  close(): void {
    this.#closed = true;
  }

  async #way<P>(
    hop: Hop,
    fault: DeliveryFault | null,
    payload: P,
    deliver: (payload: P) => void | Promise<void>,
  ): Promise<void> {
    const { delay, onInternalError } = this.#options;
    if (fault?.kind === 'reorder') await this.#heldOf(hop).hold(fault.by ?? 1, delay(fault.ms ?? 1_000));
    else await nextTurn(undefined, { ref: false });
    const ms = (this.#latency.get(hop) ?? 0) + (fault?.kind === 'delay' ? (fault.ms ?? 0) : 0);
    if (ms > 0) await delay(ms);
    if (this.#closed) return;
    const counts = this.#countsOf(hop);
    counts.delivered += 1;
    try {
      const delivered = deliver(payload);
      this.#heldOf(hop).passed();
      await delivered;
    } catch (error) {
      counts.failed += 1;
      onInternalError(error);
    }
  }

  #take(hop: Hop, payload: unknown): DeliveryFault | null {
    const now = this.#options.now();
    for (const waiting of this.#faults) {
      const { fault } = waiting;
      const { from = Number.NEGATIVE_INFINITY, until = Number.POSITIVE_INFINITY, where } = fault;
      if (now >= until) {
        this.#forget(waiting);
        continue;
      }
      if (fault.hop !== hop || now < from || (where !== undefined && !where(payload))) continue;
      waiting.hits += 1;
      if (waiting.hits >= fault.times) this.#forget(waiting);
      return fault;
    }
    return null;
  }

  #forget(waiting: Waiting): void {
    this.#faults = this.#faults.filter((other) => other !== waiting);
  }

  #heldOf(hop: Hop): HeldDeliveries {
    const held = this.#held.get(hop) ?? new HeldDeliveries();
    this.#held.set(hop, held);
    return held;
  }

  #countsOf(hop: Hop) {
    const counts = this.#counts.get(hop) ?? { sent: 0, delivered: 0, dropped: 0, failed: 0 };
    this.#counts.set(hop, counts);
    return counts;
  }
}
