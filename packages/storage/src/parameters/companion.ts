import type { Item } from '../dynamodb/config-item.ts';

/**
 * What Parameter Store cannot hold of a parameter. `author` and `contentType` belong to the parameter version
 * `parameterVersion` and to no other: a write that stopped half-way leaves them behind, never wrong.
 */
export interface Companion {
  /** Added to Parameter Store's version, which begins at 1 again after a deletion. */
  readonly base: number;
  /** The highest version of the present parameter that Leasehold knows of; 0 when it knows of none. */
  readonly parameterVersion: number;
  readonly author: string | null;
  readonly contentType: string | null;
  readonly lock: Lock | null;
}

/** Who may change the parameter now. `until` is in milliseconds since the epoch, by the writer's clock. */
export interface Lock {
  readonly owner: string;
  readonly until: number;
}

const none: Companion = { base: 0, parameterVersion: 0, author: null, contentType: null, lock: null };

/** The companion an item holds; a missing item or attribute is one that was never written. */
export function companionOf(item: Item | undefined): Companion {
  if (item === undefined) return none;
  const owner = item['lockOwner']?.S;
  return {
    base: count(item['base']?.N),
    parameterVersion: count(item['parameterVersion']?.N),
    author: item['author']?.S ?? null,
    contentType: item['contentType']?.S ?? null,
    lock: owner === undefined ? null : { owner, until: count(item['lockUntil']?.N) },
  };
}

function count(text: string | undefined): number {
  const number = Number(text ?? 0);
  return Number.isSafeInteger(number) && number >= 0 ? number : 0;
}
