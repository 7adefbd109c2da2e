import pino, { type DestinationStream } from 'pino';

/** Where log lines go, one `write` a line. */
export interface LogDestination extends DestinationStream {
  /** Writes out what is buffered, and then calls `done`. */
  flush?(done?: () => void): void;
}

/** Lines are gathered up to this many characters before they are handed on: handing on costs more than making a line. */
const gatheredLength = 32 * 1024;
/** When nobody reads standard output, lines beyond this many characters are dropped rather than filling the memory. */
const maxWaiting = 16 * 1024 * 1024;
/** A line waits no longer than this to be written. */
const flushEveryMs = 250;

/** Standard output, written in the background: a call never waits for its log line. Flushed when the process exits. */
export function standardOutput(): LogDestination {
  // With a least length of 0, its flush would answer before anything is written.
  const output = pino.destination({ dest: 1, sync: false, minLength: 1, maxLength: maxWaiting });
  let gathered = '';
  const handOn = (): void => {
    if (gathered !== '') output.write(gathered);
    gathered = '';
  };
  setInterval(handOn, flushEveryMs).unref();
  process.once('exit', () => {
    handOn();
    output.flushSync();
  });
  return {
    write: (line) => {
      gathered += line;
      if (gathered.length >= gatheredLength) handOn();
    },
    flush: (done) => {
      handOn();
      output.flush(done);
    },
  };
}
