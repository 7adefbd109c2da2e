import { createHash } from 'node:crypto';
import { AwsError } from '../endpoint/aws-error.ts';
import { accessKeyOf, lookupPredicate, resourceNames, usernameOf } from './lookup-attributes.ts';
import type { CloudTrailRecord } from './record.ts';

type Fields = Readonly<Record<string, unknown>>;

const maxResultsLimit = 50;
const retentionMs = 90 * 24 * 60 * 60 * 1000;

/** What one LookupEvents request asks. */
interface Lookup {
  readonly matches: (record: CloudTrailRecord) => boolean;
  /** Seconds since the epoch, both inclusive. */
  readonly from: number;
  readonly to: number;
  readonly pageSize: number;
  /** The last event of the page before, or `null`. */
  readonly after: string | null;
  readonly digest: string;
}

/** One page of management events of the last 90 days, newest first, from records that are oldest first. @throws AwsError */
export function lookupEvents(
  input: Fields,
  records: readonly CloudTrailRecord[],
  now: number,
): Readonly<Record<string, unknown>> {
  const lookup = parse(input, now);
  const found = records.filter((record) => {
    const at = Date.parse(record.eventTime) / 1000;
    return record.managementEvent && at >= lookup.from && at <= lookup.to && lookup.matches(record);
  });
  found.reverse();
  const start = lookup.after === null ? 0 : found.findIndex((record) => record.eventID === lookup.after) + 1;
  if (lookup.after !== null && start === 0) throw badToken();
  const page = found.slice(start, start + lookup.pageSize);
  const last = page.at(-1);
  const more = last !== undefined && start + page.length < found.length;
  return { Events: page.map(lookedUp), ...(more ? { NextToken: nextToken(lookup.digest, last.eventID) } : {}) };
}

function lookedUp(record: CloudTrailRecord): Readonly<Record<string, unknown>> {
  const username = usernameOf(record);
  const accessKeyId = accessKeyOf(record);
  const names = resourceNames(record);
  return {
    EventId: record.eventID,
    EventName: record.eventName,
    ReadOnly: String(record.readOnly),
    ...(accessKeyId === undefined ? {} : { AccessKeyId: accessKeyId }),
    EventTime: Date.parse(record.eventTime) / 1000,
    EventSource: record.eventSource,
    ...(username === undefined ? {} : { Username: username }),
    Resources: (record.resources ?? []).map(({ type }, index) => ({ ResourceType: type, ResourceName: names[index] })),
    CloudTrailEvent: JSON.stringify(record),
  };
}

function parse(input: Fields, now: number): Lookup {
  const { LookupAttributes, StartTime, EndTime, MaxResults, NextToken, EventCategory } = input;
  const insights = asksForInsights(EventCategory);
  const oldest = (now - retentionMs) / 1000;
  const from = time(StartTime, oldest);
  const to = time(EndTime, Number.POSITIVE_INFINITY);
  if (from > to) {
    throw new AwsError(
      'InvalidTimeRangeException',
      400,
      'The specified time range is not valid: it ends before it starts.',
    );
  }
  const pageSize = MaxResults ?? maxResultsLimit;
  if (typeof pageSize !== 'number' || !Number.isInteger(pageSize) || pageSize < 1 || pageSize > maxResultsLimit) {
    throw new AwsError('InvalidMaxResultsException', 400, `MaxResults must be between 1 and ${maxResultsLimit}.`);
  }
  const digest = createHash('sha256')
    .update(JSON.stringify([LookupAttributes ?? null, StartTime ?? null, EndTime ?? null, insights]))
    .digest('base64url')
    .slice(0, 16);
  return {
    // No insights are drawn here, so there is none to find.
    matches: insights ? () => false : predicate(LookupAttributes),
    from: Math.max(from, oldest),
    to,
    pageSize,
    after: NextToken === undefined || NextToken === null ? null : readToken(NextToken, digest),
    digest,
  };
}

/** Management events unless `EventCategory` is `insight`, its one value (CloudTrail API reference). */
function asksForInsights(category: unknown): boolean {
  if (category === undefined || category === null) return false;
  if (category === 'insight') return true;
  throw new AwsError('InvalidEventCategoryException', 400, 'The event category is not valid: it can only be insight.');
}

function predicate(attributes: unknown): (record: CloudTrailRecord) => boolean {
  if (attributes === undefined || attributes === null) return () => true;
  const list: readonly unknown[] = Array.isArray(attributes) ? attributes : [null];
  if (list.length === 0) return () => true;
  const [first, ...rest] = list;
  const { AttributeKey: key, AttributeValue: value } = (first ?? {}) as Fields;
  const matches = typeof key === 'string' && typeof value === 'string' ? lookupPredicate(key, value) : null;
  if (rest.length > 0 || matches === null) {
    throw new AwsError('InvalidLookupAttributesException', 400, 'Exactly one known lookup attribute can be given.');
  }
  return matches;
}

function time(value: unknown, otherwise: number): number {
  if (value === undefined || value === null) return otherwise;
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw new AwsError('SerializationException', 400, 'A time is a number of seconds.');
  }
  return value;
}

/** The token goes with its query: reading on under other conditions would skip or repeat events. */
function nextToken(digest: string, eventId: string): string {
  return Buffer.from(`${digest}.${eventId}`).toString('base64url');
}

function readToken(token: unknown, digest: string): string {
  const [queried, eventId] = Buffer.from(typeof token === 'string' ? token : '', 'base64url')
    .toString()
    .split('.');
  if (queried !== digest || !eventId) throw badToken();
  return eventId;
}

function badToken(): AwsError {
  return new AwsError('InvalidNextTokenException', 400, 'The token is not valid, or belongs to another lookup.');
}
