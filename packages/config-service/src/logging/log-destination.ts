import pino, { type DestinationStream } from 'pino';

/** Where log lines go, one `write` a line. */
export interface LogDestination extends DestinationStream {
  /** Writes out what is buffered, before the process ends. */
  flushSync?(): void;
}

/** Standard output, written in the background: a call never waits for its log line. */
export function standardOutput(): LogDestination {
  return pino.destination({ dest: 1, sync: false });
}
