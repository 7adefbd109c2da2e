import type { Waiter } from '../value-cache/single-flight.ts';

/** The call a use case works for. No further step is begun once it is not wanted any more. */
export interface Call extends Waiter {
  /** How long its caller waits for the answer from now on, in milliseconds; 0 or less when that is over. */
  remainingMs(): number;
  /** Runs `work`, and has the AWS calls it makes told in this call's log line. */
  follow<T>(work: () => T): T;
}
