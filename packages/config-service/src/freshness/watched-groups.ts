import type { KeyGroup } from './key-group.ts';

/** What is compared with the store because somebody watches it, held in memory or not. */
export interface WatchedGroups {
  watched(): Iterable<KeyGroup>;
  /** The version of every key of a watched group, by the value cache's key: no other key is stored. It must return at once. */
  listed(group: KeyGroup, versions: ReadonlyMap<string, number>): void;
}
