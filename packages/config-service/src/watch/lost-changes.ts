import { type ConfigKey, parseConfigKey } from '@leasehold/domain';
import type { KeyGroup } from '../freshness/key-group.ts';
import type { ToldKeys } from './told-keys.ts';
import type { WatchStream } from './watch-stream.ts';
import type { WatchView } from './watch-view.ts';

type Version = readonly [key: string, version: number];

/**
 * What watchers of a service were not told. `versions` are by the value cache's keys, and all that their store has. One tenant may have
 * thousands of watchers of whom none was told the same: each is compared with what it watches alone, in one pass through both.
 */
export class LostChanges {
  readonly #tag: KeyGroup['tag'];
  readonly #versions: readonly Version[];
  readonly #watched = new Map<WatchView, readonly Version[]>();
  /** Watchers were nearly all told the same. */
  readonly #compared = new Map<ToldKeys, Map<WatchView, readonly string[]>>();

  constructor({ tag }: Pick<KeyGroup, 'tag'>, versions: ReadonlyMap<string, number>) {
    this.#tag = tag;
    this.#versions = [...versions].map(([key, version]): Version => [keyIn(key), version]).sort(byKey);
  }

  /** How many keys the store has. */
  get size(): number {
    return this.#versions.length;
  }

  /**
   * The keys of which some of these watchers was told an older version than the store's, or of whose deletion one was not told. A
   * watcher that is about to be told of a key has missed nothing.
   */
  of(watchers: Iterable<WatchStream>): readonly ConfigKey[] {
    const lost = new Set<string>();
    for (const watcher of watchers) {
      const { told, view } = watcher;
      const byView = this.#compared.get(told) ?? new Map<WatchView, readonly string[]>();
      const candidates = byView.get(view) ?? differing(told, this.#tag, this.#watchedBy(view));
      this.#compared.set(told, byView.set(view, candidates));
      for (const key of candidates) if (!watcher.awaits(key)) lost.add(key);
    }
    return [...lost].map((key) => parseConfigKey(key));
  }

  #watchedBy(view: WatchView): readonly Version[] {
    const watched = this.#watched.get(view) ?? beginningWith(view.scope.prefix, this.#versions);
    this.#watched.set(view, watched);
    return watched;
  }
}

/** One pass through what was told and what is listed, both in order. */
function differing(told: ToldKeys, tag: KeyGroup['tag'], versions: readonly Version[]): readonly string[] {
  const keys: string[] = [];
  let at = 0;
  told.forEach((key, version) => {
    if (!key.startsWith(tag)) return;
    for (let next = versions[at]; next !== undefined && next[0] < key; next = versions[++at]) keys.push(next[0]);
    const listed = versions[at];
    if (listed?.[0] !== key) keys.push(key);
    else {
      // A version below the told one is the store's lag: versions never go back.
      if (version < listed[1]) keys.push(key);
      at += 1;
    }
  });
  for (const [key] of versions.slice(at)) keys.push(key);
  return keys;
}

/** What of a list in order begins so; it stands together. */
function beginningWith(prefix: string, inOrder: readonly Version[]): readonly Version[] {
  if (prefix === '') return inOrder;
  let [from, to] = [0, inOrder.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((inOrder[middle]?.[0] ?? '') < prefix) from = middle + 1;
    else to = middle;
  }
  let end = from;
  while (inOrder[end]?.[0].startsWith(prefix) === true) end += 1;
  return inOrder.slice(from, end);
}

/** By UTF-16 code units, as the keys that were told are. */
function byKey([one]: Version, [other]: Version): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function keyIn(cacheKey: string): string {
  return cacheKey.slice(cacheKey.indexOf('/') + 1);
}
