/** A way on which something is delivered inside the account. */
export type Hop =
  /** A record of the table's stream, on its way to an event source mapping. */
  | 'stream-to-mapping'
  /** A batch of records, on its way from a mapping to its function. */
  | 'mapping-to-function'
  /** An event that was accepted for asynchronous invocation, on its way to the function. */
  | 'async-to-function'
  /** A service's event, on its way to the rules of the event bus. */
  | 'event-to-rule'
  /** An event that matched a rule, on its way to the rule's target. */
  | 'rule-to-target'
  /** An instance that is registered or taken away, on its way into what Cloud Map knows. */
  | 'registration';

export type DeliveryFaultKind =
  /** It never arrives, and who sent it is told it did. */
  | 'drop'
  /** It arrives `ms` late. */
  | 'delay'
  /** It arrives twice. */
  | 'duplicate'
  /**
   * It arrives after the one behind it, or after `ms` (1,000 unless said) when none comes. A batch on its way to a function
   * has its records in reverse order instead.
   */
  | 'reorder'
  /** The attempt fails as if the function could not be run. Only where there is a function to run: both hops to one. */
  | 'fail';

/** Which deliveries a fault hits. What is left out does not limit it. */
export interface DeliveryRule {
  readonly hop: Hop;
  readonly kind: DeliveryFaultKind;
  /** For `delay` and `reorder`: milliseconds by the embedded AWS's own waiting, at most an hour. */
  readonly ms?: number;
  /** How many deliveries it hits; after that it is gone. `Infinity`: until it is cleared. */
  readonly times: number;
  /** Milliseconds since the epoch, by the embedded AWS's clock: it hits nothing before. */
  readonly from?: number;
  /** It hits nothing from then on. */
  readonly until?: number;
  /** Name of the function that it is for, where the hop has one. */
  readonly function?: string;
  /** Looks at what is delivered: the stream record, the event, or the event with the batch's `Records`. */
  readonly matches?: (delivered: unknown) => boolean;
}

const longestMs = 3_600_000;
const toFunctions: ReadonlySet<Hop> = new Set(['mapping-to-function', 'async-to-function']);

/** @throws RangeError for a rule that could not be shown */
export function checkDeliveryRule(rule: DeliveryRule): void {
  if (rule.kind === 'fail' && !toFunctions.has(rule.hop)) {
    throw new RangeError(`fail: only on ${[...toFunctions].join(' and ')}`);
  }
  if (rule.kind === 'delay' && rule.ms === undefined) throw new RangeError('delay: needs ms');
  if (rule.ms !== undefined && !(rule.ms >= 0 && rule.ms <= longestMs)) {
    throw new RangeError('ms: from 0 to 3,600,000');
  }
}
