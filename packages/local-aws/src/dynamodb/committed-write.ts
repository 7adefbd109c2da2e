import { isDeepStrictEqual } from 'node:util';
import type { Attributes, AttributeValue } from './dynalite-modules.ts';

/** What a committed write did to one item. */
export interface CommittedWrite {
  readonly table: string;
  /** The item's primary key, partition key first. */
  readonly keys: Attributes;
  readonly effect: 'INSERT' | 'MODIFY' | 'REMOVE';
}

/** An item before and after a write; `undefined` where there is none. */
export interface ItemChange {
  readonly table: string;
  readonly before: Attributes | undefined;
  readonly after: Attributes | undefined;
}

/**
 * What the change is to a stream; `null` when the item is as it was, which makes no record (DynamoDB API reference, "Record":
 * a MODIFY changes at least one attribute; developer guide, "Change data capture for DynamoDB Streams").
 */
export function effectOf({ before, after }: ItemChange): CommittedWrite['effect'] | null {
  if (before === undefined) return after === undefined ? null : 'INSERT';
  if (after === undefined) return 'REMOVE';
  return sameItem(before, after) ? null : 'MODIFY';
}

function sameItem(one: Attributes, other: Attributes): boolean {
  return isDeepStrictEqual(comparable(one), comparable(other));
}

function comparable(item: Attributes): unknown {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, comparableValue(value)]));
}

/** The order of a set's members says nothing. */
function comparableValue(value: AttributeValue): unknown {
  const [type, content] = Object.entries(value)[0] ?? [];
  if ((type === 'SS' || type === 'NS' || type === 'BS') && Array.isArray(content))
    return { [type]: [...content].sort() };
  if (type === 'M') return { M: comparable(content as Attributes) };
  if (type === 'L') return { L: (content as readonly AttributeValue[]).map(comparableValue) };
  return value;
}
