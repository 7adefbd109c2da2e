import pino, { type DestinationStream } from 'pino';

/** Where log lines go, one `write` a line. */
export interface LogDestination extends DestinationStream {
  /** Writes out what is buffered, and then calls `done`. */
  flush?(done?: () => void): void;
}

/** Lines are gathered up to this size before they are written: a write a line costs more than making the line. */
const bufferBytes = 8 * 1024;
/** When nobody reads standard output, lines beyond this many characters are dropped rather than filling the memory. */
const maxWaiting = 16 * 1024 * 1024;
/** A line waits no longer than this to be written. */
const flushEveryMs = 250;

/** Standard output, written in the background: a call never waits for its log line. Flushed when the process exits. */
export function standardOutput(): LogDestination {
  const destination = pino.destination({ dest: 1, sync: false, minLength: bufferBytes, maxLength: maxWaiting });
  setInterval(() => destination.flush(), flushEveryMs).unref();
  return destination;
}
