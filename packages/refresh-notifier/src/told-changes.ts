import type { Change } from './change.ts';
import { itemChange } from './item-change.ts';
import { parameterChange } from './parameter-change.ts';

/** What an event of AWS tells: distinct changes, and how much of it was something else. */
export interface ToldChanges {
  /** `stream`: a batch of the table's stream; `parameter`: an event of Parameter Store; `unknown`: neither. */
  readonly source: 'stream' | 'parameter' | 'unknown';
  readonly changes: readonly Change[];
  /** Records of past versions, which nobody is served. */
  readonly history: number;
  /** Records and events that name nothing in the grammar. They are dropped: trying again would not change them. */
  readonly dropped: number;
}

/**
 * Reads an event by which Lambda was invoked. Whatever was done to a key, known to us or not, is a change of it: the operation
 * is not even looked at. Total: an event of any other form is dropped and counted.
 */
export function toldChanges(event: unknown, parameterRoot: string): ToldChanges {
  const records = member(event, 'Records');
  if (Array.isArray(records)) return ofStream(records);
  if (member(event, 'detail-type') !== 'Parameter Store Change') {
    return { source: 'unknown', changes: [], history: 0, dropped: 1 };
  }
  const change = parameterChange(member(member(event, 'detail'), 'name'), parameterRoot);
  const changes = change === null ? [] : [change];
  return { source: 'parameter', changes, history: 0, dropped: 1 - changes.length };
}

/** Lambda developer guide, "Using Lambda with Amazon DynamoDB": `dynamodb.Keys` is in a record of every view type. */
function ofStream(records: readonly unknown[]): ToldChanges {
  const distinct = new Map<string, Change>();
  let history = 0;
  let dropped = 0;
  for (const record of records) {
    const keys = member(member(record, 'dynamodb'), 'Keys');
    const change = itemChange(member(member(keys, 'pk'), 'S'), member(member(keys, 'sk'), 'S'));
    if (change === null) dropped += 1;
    else if (change === 'history') history += 1;
    else distinct.set(`${change.tenant}/${change.service ?? ''}/${change.key.tag}/${change.key.name}`, change);
  }
  return { source: 'stream', changes: [...distinct.values()], history, dropped };
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}
