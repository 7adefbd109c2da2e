import pino, { type Logger } from 'pino';
import type { CallLog, CallRecord, Severity } from './call-record.ts';
import { errorFacts } from './error-facts.ts';
import type { LogDestination } from './log-destination.ts';

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** What the service says about itself, beside calls. */
export interface ServiceEvent {
  readonly event: string;
  readonly address?: string;
  readonly port?: number;
  readonly security?: 'plaintext' | 'tls' | 'mtls';
  readonly inFlight?: number;
  readonly drainMs?: number;
  readonly signal?: string;
}

/** Every field that may appear in a log line. Anything else is dropped before it is written, whoever passed it. */
const allowed: ReadonlySet<string> = new Set([
  ...['requestId', 'method', 'tenant', 'subject', 'role', 'latencyMs', 'grpcCode', 'source', 'errorCode', 'reason'],
  ...['errorClasses', 'errorMessage', 'frames', 'awsRequestIds'],
  ...['event', 'address', 'port', 'security', 'inFlight', 'drainMs', 'signal'],
]);

/** Second fence behind the allow-list, for the day somebody widens it: these names are never written with their value. */
const redacted = ['token', 'authorization', 'value', 'credentials', 'secretAccessKey', 'sessionToken'];

/** The log of one service: JSON lines to `destination`, by an allow-list of fields. */
export class ServiceLog implements CallLog {
  readonly #logger: Logger;
  readonly #destination: LogDestination;

  constructor(level: LogLevel, destination: LogDestination) {
    this.#destination = destination;
    this.#logger = pino(
      { level, base: null, redact: redacted, formatters: { level: (label) => ({ level: label }), log: allowedOnly } },
      destination,
    );
  }

  write(severity: Severity, record: CallRecord): void {
    this.#logger[severity](record, 'call');
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

function allowedOnly(fields: Record<string, unknown>): Record<string, unknown> {
  for (const field in fields) if (!allowed.has(field)) return pick(fields);
  return fields;
}

function pick(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([field]) => allowed.has(field)));
}
