/** When one answer of STS was asked for and came, by this machine's clock, and when it was given, by AWS's. */
export interface AnswerTimes {
  readonly sentAt: number;
  readonly answeredAt: number;
  /** The answer's `Date` header, to the second; `null` when it has none that can be read. */
  readonly date: number | null;
}

/**
 * When a session ends by this machine's clock, which may be off: what AWS says is left, Expiration − Date, from the time
 * the request was sent, so that a slow answer does not lengthen it, and never longer than was asked for, so that a wrong
 * Date does not either. Without a Date the Expiration is believed as it is. Milliseconds since the epoch.
 */
export function localExpiry(expiration: number, askedMs: number, { sentAt, answeredAt, date }: AnswerTimes): number {
  if (date === null) return expiration;
  // A clock that was put back meanwhile makes the time of sending lie ahead.
  return Math.min(sentAt, answeredAt) + Math.min(expiration - date, askedMs);
}

/** The time in a `Date` header (RFC 9110, section 5.6.7), or `null`. */
export function answerDate(header: unknown): number | null {
  const milliseconds = typeof header === 'string' && header.endsWith(' GMT') ? Date.parse(header) : Number.NaN;
  return Number.isFinite(milliseconds) ? milliseconds : null;
}
