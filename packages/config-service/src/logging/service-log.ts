import pino, { type Logger } from 'pino';
import type { CacheHit, CallLog, CallRecord, Severity } from './call-record.ts';
import { errorFacts } from './error-facts.ts';
import type { LogDestination } from './log-destination.ts';
import { hitLine, logLine } from './log-line.ts';
import type { ServiceEvent } from './service-event.ts';

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** The log of one service: JSON lines to `destination`, of the fields {@link logLine} names. */
export class ServiceLog implements CallLog {
  readonly #logger: Logger;
  readonly #destination: LogDestination;

  constructor(level: LogLevel, destination: LogDestination) {
    this.#destination = destination;
    this.#logger = pino({ level, timestamp: false }, destination);
    // pino's own serializer walks the record and joins some thirty strings, which costs as much as authenticating.
    Object.defineProperty(this.#logger, pino.symbols.asJsonSym, { value: logLine });
  }

  write(severity: Severity, record: CallRecord): void {
    this.#logger[severity](record, 'call');
  }

  writeHit(hit: CacheHit): void {
    if (this.#logger.isLevelEnabled('info')) this.#destination.write(hitLine(hit));
  }

  say(severity: Severity, event: ServiceEvent): void {
    this.#logger[severity](event, event.event);
    this.#destination.flush?.();
  }

  /** Writes out what is left; the last thing a service does. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#destination.flush === undefined) resolve();
      else this.#destination.flush(() => resolve());
    });
  }

  /** Something failed outside any call. */
  failed(event: string, failure: unknown): void {
    this.#logger.error({ event, ...errorFacts(failure) }, event);
    this.#destination.flush?.();
  }
}
