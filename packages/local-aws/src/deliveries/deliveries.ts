import { type InjectedFault, RuleList } from '../endpoint/faults/rule-list.ts';
import { checkDeliveryRule, type DeliveryFaultKind, type DeliveryRule, type Hop } from './delivery-rule.ts';
import { createLane, type Lane } from './lane.ts';
import { Outstanding } from './outstanding.ts';

export interface DeliveriesOptions {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly delay: (ms: number) => Promise<void>;
}

/** One delivery, as far as rules look at it. */
interface Delivery {
  readonly hop: Hop;
  readonly delivered: unknown;
  /** Name of the function it is for, where the hop has one. */
  readonly function?: string | undefined;
  readonly kinds: ReadonlySet<DeliveryFaultKind>;
}

/** What can happen to a delivery before it arrives; that an attempt fails is for whoever makes the attempt. */
const onTheWay: ReadonlySet<DeliveryFaultKind> = new Set(['drop', 'delay', 'duplicate', 'reorder']);

/** What one service of the account tells another after its caller was answered, and what goes wrong with that. */
export class Deliveries {
  readonly #options: DeliveriesOptions;
  readonly #rules = new RuleList<DeliveryRule>();
  readonly #outstanding = new Outstanding();

  constructor(options: DeliveriesOptions) {
    this.#options = options;
  }

  /** The oldest matching rule hits first. @throws RangeError for a rule that could never hit, or not be shown */
  inject(rule: DeliveryRule): InjectedFault {
    checkDeliveryRule(rule);
    return this.#rules.inject(rule);
  }

  /** Takes every rule back. What is late already stays late. */
  clear(): void {
    this.#rules.clear();
  }

  /** How much is on its way, what waits for a retry or an injected delay included. */
  get outstanding(): number {
    return this.#outstanding.count;
  }

  /** Resolves when nothing is on its way. */
  settled(): Promise<void> {
    return this.#outstanding.settled();
  }

  /** For what holds a delivery open beyond its arrival: a retry that waits. */
  begin(): () => void {
    return this.#outstanding.begin();
  }

  /** A way of its own on a hop, `function` naming whom it leads to where rules can name one. */
  lane(hop: Hop, { inOrder = false, function: name }: { inOrder?: boolean; function?: string } = {}): Lane {
    const { delay } = this.#options;
    return createLane({
      take: (delivered) => this.take({ hop, delivered, function: name, kinds: onTheWay }),
      delay,
      begin: () => this.#outstanding.begin(),
      inOrder,
    });
  }

  /** The rule that hits a delivery, used up by it; of these kinds only. */
  take(delivery: Delivery): DeliveryRule | null {
    return this.#rules.take(
      this.#options.now(),
      (rule) =>
        rule.hop === delivery.hop &&
        delivery.kinds.has(rule.kind) &&
        (rule.function === undefined || rule.function === delivery.function) &&
        (rule.matches === undefined || rule.matches(delivery.delivered)),
    );
  }
}
