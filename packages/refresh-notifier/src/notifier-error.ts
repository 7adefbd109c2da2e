/** Some live instance was not told. Lambda tries the event again, and in the end hands it to the queue of failures. */
export class NotAcknowledgedError extends Error {
  readonly code = 'not-acknowledged';

  constructor(failed: number, live: number, keys: number) {
    super(`${failed} of ${live} live instances did not acknowledge a change of ${keys} keys`);
    this.name = 'NotAcknowledgedError';
  }
}
