import pino, { type DestinationStream } from 'pino';
import { GatheredLines } from './gathered-lines.ts';

/** Where log lines go, one `write` a line. */
export interface LogDestination extends DestinationStream {
  /** Writes out what is buffered, and then calls `done`. */
  flush?(done?: () => void): void;
}

/** Lines are gathered up to this many bytes before they are handed on: handing on costs more than making a line. */
const pieceBytes = 32 * 1024;
/** When nobody reads standard output, lines beyond this many bytes are dropped rather than filling the memory. */
const maxWaiting = 16 * 1024 * 1024;
/** A line waits no longer than this to be written. */
const flushEveryMs = 250;

/** Standard output, written in the background: a call never waits for its log line. Flushed when the process exits. */
export function standardOutput(): LogDestination {
  // With a least length of 0, its flush would answer before anything is written.
  const options = { dest: 1, sync: false, minLength: 1, maxLength: maxWaiting, contentMode: 'buffer' } as const;
  const output = pino.destination(options);
  // In this mode it takes Buffers; its type knows only the other one.
  const takesBuffers = output as unknown as { write(piece: Buffer): boolean };
  const lines = new GatheredLines(pieceBytes, (piece) => takesBuffers.write(piece));
  setInterval(() => lines.handOn(), flushEveryMs).unref();
  process.once('exit', () => {
    lines.handOn();
    output.flushSync();
  });
  return {
    write: (line) => lines.add(line),
    flush: (done) => {
      lines.handOn();
      output.flush(done);
    },
  };
}
