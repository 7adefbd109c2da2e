import type { Reply } from './item-storage.ts';

interface Consumed {
  readonly CapacityUnits: number;
  readonly TableName: string;
}

function isConsumed(value: unknown): value is Consumed {
  return typeof value === 'object' && value !== null && 'CapacityUnits' in value && 'TableName' in value;
}

/** Capacity of a transaction by table: every read and write in one costs double. Empty when none was asked for. */
export function transactionCapacity(replies: readonly Reply[]): Reply {
  const units = new Map<string, number>();
  for (const { ConsumedCapacity: consumed } of replies)
    if (isConsumed(consumed))
      units.set(consumed.TableName, (units.get(consumed.TableName) ?? 0) + consumed.CapacityUnits * 2);
  if (units.size === 0) return {};
  return { ConsumedCapacity: [...units].map(([TableName, CapacityUnits]) => ({ TableName, CapacityUnits })) };
}
