import type { CloudTrailRecord } from './record.ts';

/** LookupEvents' attributes (CloudTrail API reference), each with what of a record it is compared to. */
const values: Readonly<Record<string, (record: CloudTrailRecord) => readonly string[]>> = {
  EventId: (record) => [record.eventID],
  EventName: (record) => [record.eventName],
  ReadOnly: (record) => [String(record.readOnly)],
  Username: (record) => usernames(record),
  ResourceType: (record) => (record.resources ?? []).map(({ type }) => type),
  ResourceName: (record) => resourceNames(record),
  EventSource: (record) => [record.eventSource],
  AccessKeyId: (record) => accessKeys(record),
};

/** The predicate of one lookup attribute, or `null` when there is no such attribute. */
export function lookupPredicate(key: string, value: string): ((record: CloudTrailRecord) => boolean) | null {
  const read = Object.hasOwn(values, key) ? values[key] : undefined;
  return read === undefined ? null : (record) => read(record).includes(value);
}

/** CloudTrail's user name: an IAM user's, a token's subject, or the role session name. */
export function usernameOf(record: CloudTrailRecord): string | undefined {
  return usernames(record)[0];
}

export function accessKeyOf(record: CloudTrailRecord): string | undefined {
  return accessKeys(record)[0];
}

/** `Resources` of an event: the resource's full ARN is its name. */
export function resourceNames(record: CloudTrailRecord): readonly string[] {
  return (record.resources ?? []).map(({ ARN }) => ARN);
}

function usernames(record: CloudTrailRecord): readonly string[] {
  const { type, userName, arn } = record.userIdentity;
  if (type === 'AssumedRole' && typeof arn === 'string') return [arn.slice(arn.lastIndexOf('/') + 1)];
  return typeof userName === 'string' && userName !== '' ? [userName] : [];
}

function accessKeys(record: CloudTrailRecord): readonly string[] {
  const { accessKeyId } = record.userIdentity;
  return typeof accessKeyId === 'string' ? [accessKeyId] : [];
}
