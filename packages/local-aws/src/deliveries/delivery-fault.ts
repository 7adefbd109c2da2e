/** The ways a change takes through the account. On each of them AWS promises to deliver at least once, or not even that. */
export type Hop =
  /** Parameter Store tells EventBridge, best effort. */
  | 'parameter-event'
  /** EventBridge hands an event to a rule's target: a function or a queue. */
  | 'rule-target'
  /** The table writes to its stream. */
  | 'stream-record'
  /** The event source mapping invokes the function with a batch. */
  | 'stream-batch'
  /** Lambda runs an asynchronous invocation. */
  | 'invocation'
  /** Lambda hands what failed for good to the on-failure destination. */
  | 'on-failure';

/** What happens to a delivery. */
export type DeliveryFaultKind =
  /** It is lost. */
  | 'drop'
  /** It comes `ms` later. */
  | 'delay'
  /** It comes `copies` times more, 1 when absent. */
  | 'duplicate'
  /** It comes after the `by` next ones of its hop, 1 when absent; at the latest after `ms`, a second when absent. */
  | 'reorder';

export interface DeliveryFault {
  readonly hop: Hop;
  readonly kind: DeliveryFaultKind;
  /** How many deliveries it hits; after that it is gone. `Infinity`: until it is cleared. */
  readonly times: number;
  /** Milliseconds since the epoch, by the embedded AWS's clock: it hits nothing before. */
  readonly from?: number;
  /** It hits nothing from then on. */
  readonly until?: number;
  /** Milliseconds, at most an hour. */
  readonly ms?: number;
  /** At most 100. */
  readonly copies?: number;
  /** At most 1,000. */
  readonly by?: number;
  /** Which deliveries it hits, by what they carry; all when absent. */
  readonly where?: (payload: unknown) => boolean;
}

/** @throws RangeError for a fault that could not be shown, or that could never hit */
export function checkDeliveryFault(fault: DeliveryFault): void {
  const { times, from = Number.NEGATIVE_INFINITY, until = Number.POSITIVE_INFINITY } = fault;
  if (!(times === Number.POSITIVE_INFINITY || Number.isInteger(times)) || times < 1) {
    throw new RangeError('times: a whole number above zero, or Infinity');
  }
  if (!(from < until)) throw new RangeError('from: before until');
  if (fault.kind === 'delay' && fault.ms === undefined) throw new RangeError('ms: how long it is delayed');
  checkWhole('ms', fault.ms ?? 0, 0, 3_600_000);
  checkWhole('copies', fault.copies ?? 1, 1, 100);
  checkWhole('by', fault.by ?? 1, 1, 1_000);
}

function checkWhole(name: string, value: number, min: number, max: number): void {
  if (!(value >= min && value <= max)) throw new RangeError(`${name}: from ${min} to ${max}`);
}
