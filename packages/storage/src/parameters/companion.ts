import type { Item } from '../dynamodb/config-item.ts';

/**
 * What Parameter Store cannot hold of a parameter. `author` and `contentType` belong to the parameter version
 * `parameterVersion` and to no other.
 */
export interface CompanionState {
  /** Added to Parameter Store's version, which begins at 1 again after a deletion. */
  readonly base: number;
  /** The highest version of the present parameter that Leasehold recorded; 0 when it recorded none. */
  readonly parameterVersion: number;
  readonly author: string | null;
  readonly contentType: string | null;
  readonly announced: Announcement | null;
}

/** A companion as it is stored. */
export interface Companion extends CompanionState {
  readonly lock: Lock | null;
}

/**
 * A put that is about to be sent, or was sent and not recorded yet. It says whose the next version is, should there be
 * one, so that a put that stops anywhere leaves a whole state: the old one with its author, or the new one with its own.
 */
export interface Announcement {
  /** Parameter Store's version that the put will have, or begin at when the SDK sends it more than once. */
  readonly version: number;
  readonly author: string;
  readonly contentType: string;
  /** When the put's lock ends, in milliseconds since the epoch: a version written later is not this put's. */
  readonly until: number;
}

/** Who may change the parameter now. `until` is in milliseconds since the epoch, by the writer's clock. */
export interface Lock {
  readonly owner: string;
  readonly until: number;
}

const none: Companion = {
  base: 0,
  parameterVersion: 0,
  author: null,
  contentType: null,
  announced: null,
  lock: null,
};

/** The companion an item holds; a missing item or attribute is one that was never written. */
export function companionOf(item: Item | undefined): Companion {
  if (item === undefined) return none;
  const owner = item['lockOwner']?.S;
  return {
    base: count(item['base']?.N),
    parameterVersion: count(item['parameterVersion']?.N),
    author: item['author']?.S ?? null,
    contentType: item['contentType']?.S ?? null,
    announced: announcementOf(item),
    lock: owner === undefined ? null : { owner, until: count(item['lockUntil']?.N) },
  };
}

function announcementOf(item: Item): Announcement | null {
  const version = count(item['nextVersion']?.N);
  const author = item['nextAuthor']?.S;
  const contentType = item['nextContentType']?.S;
  if (version === 0 || author === undefined || contentType === undefined) return null;
  return { version, author, contentType, until: count(item['nextUntil']?.N) };
}

function count(text: string | undefined): number {
  const number = Number(text ?? 0);
  return Number.isSafeInteger(number) && number >= 0 ? number : 0;
}
