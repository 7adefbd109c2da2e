import type { Clock } from '@leasehold/domain';
import type { InstanceRounds } from './instance-rounds.ts';
import { NotAcknowledgedError } from './notifier-error.ts';
import { refreshRequests } from './refresh-requests.ts';
import { toldChanges } from './told-changes.ts';

/** What the notifier is made of. */
export interface NotifierParts {
  /** First segment of every parameter's path. */
  readonly parameterRoot: string;
  readonly rounds: Pick<InstanceRounds, 'tell'>;
  readonly clock: Clock;
  /** Takes one line of the function's log. */
  readonly line: (text: string) => void;
}

/** What is left of an invocation when the last round must be over: Cloud Map is asked once more, and the result written. */
const reserveMs = 4_000;

/** Tells every instance of the service what an event of AWS says was changed. */
export class RefreshNotifier {
  readonly #parts: NotifierParts;

  constructor(parts: NotifierParts) {
    this.#parts = parts;
  }

  /**
   * Resolves once every live instance has acknowledged every key that the event names, or when it names none. The log gets a line an
   * instance and one for all, with counts and no tenant's data.
   * @param remainingMs what is left of the invocation
   * @throws NotAcknowledgedError when some live instance did not; what the SDK throws when Cloud Map could not be asked
   */
  async notify(event: unknown, remainingMs: number): Promise<void> {
    const { parameterRoot, rounds, clock, line } = this.#parts;
    const startedAt = clock.now();
    const { source, changes, history, dropped } = toldChanges(event, parameterRoot);
    const requests = refreshRequests(changes);
    const facts = { source, keys: changes.length, history, dropped, calls: requests.length };
    if (requests.length === 0) {
      line(JSON.stringify({ event: 'refresh', ...facts, live: 0, failed: 0, tookMs: 0 }));
      return;
    }
    const results = await rounds.tell(requests, startedAt + Math.max(remainingMs - reserveMs, 0));
    for (const result of results) line(JSON.stringify({ event: 'instance', ...result }));
    const failed = results.filter(({ outcome }) => outcome === 'failed').length;
    const live = failed + results.filter(({ outcome }) => outcome === 'acknowledged').length;
    line(JSON.stringify({ event: 'refresh', ...facts, live, failed, tookMs: clock.now() - startedAt }));
    if (failed > 0) throw new NotAcknowledgedError(failed, live, changes.length);
  }
}
