import type { DeliveryRule } from './delivery-rule.ts';

/** Runs what is delivered now, later, twice, out of turn or never, as the rule that hit it says. */
export interface Lane {
  send(delivered: unknown, arrive: () => void): void;
}

export interface LaneOptions {
  /** The rule that hits this delivery, if any. */
  readonly take: (delivered: unknown) => DeliveryRule | null;
  readonly delay: (ms: number) => Promise<void>;
  /** Called for each delivery; what it returns is called when the delivery arrived or is lost. */
  readonly begin: () => () => void;
  /** Whether what comes behind a late one waits for it, as records of a shard do. */
  readonly inOrder: boolean;
}

/** How long one that is to be overtaken waits for another, unless its rule says. */
const overtakenWithinMs = 1_000;

export function createLane({ take, delay, begin, inOrder }: LaneOptions): Lane {
  /** When all that was sent before has arrived; `null` when it has. */
  let before: Promise<void> | null = null;
  let overtaken: (() => void) | null = null;

  const arriveAfter = (waiting: Promise<void> | null, arrive: () => void): void => {
    const both = inOrder && before !== null ? Promise.all([before, waiting]) : waiting;
    if (both === null) {
      arrive();
      return;
    }
    const arrived = both.then(arrive);
    before = arrived;
    void arrived.then(() => {
      if (before === arrived) before = null;
    });
  };

  const once = (arrive: () => void) => {
    let done = false;
    return () => {
      if (done) return;
      done = true;
      arrive();
    };
  };

  return {
    send(delivered, arrive) {
      const end = begin();
      const rule = take(delivered);
      const last = () => {
        arrive();
        end();
      };
      const held = overtaken;
      overtaken = null;
      switch (rule?.kind) {
        case 'drop':
          end();
          break;
        case 'delay':
          arriveAfter(delay(rule.ms ?? 0), last);
          break;
        case 'duplicate':
          arriveAfter(null, arrive);
          arriveAfter(null, last);
          break;
        case 'reorder': {
          const late = once(() => arriveAfter(null, last));
          overtaken = late;
          void delay(rule.ms ?? overtakenWithinMs).then(late);
          break;
        }
        default:
          arriveAfter(null, last);
      }
      held?.();
    },
  };
}
