import { type ConfigKey, parseConfigKey } from '@leasehold/domain';
import type { KeyGroup } from '../freshness/key-group.ts';
import type { ToldKeys } from './told-keys.ts';
import { covers } from './watch-scope.ts';
import type { WatchStream } from './watch-stream.ts';
import type { WatchView } from './watch-view.ts';

/** All keys that a store has of a service, with their versions. */
interface Listed {
  readonly tag: KeyGroup['tag'];
  readonly keys: ReadonlyMap<string, number>;
}

/**
 * The keys of which some of these watchers of a service was told an older version than `versions` tells, or of whose deletion one was
 * not told. A watcher that is about to be told of a key has missed nothing. `versions` are by the value cache's keys, and all there are.
 */
export function lostChanges(
  watchers: Iterable<WatchStream>,
  { tag }: KeyGroup,
  versions: ReadonlyMap<string, number>,
): readonly ConfigKey[] {
  const listed: Listed = { tag, keys: new Map([...versions].map(([key, version]) => [keyIn(key), version])) };
  const lost = new Set<string>();
  // Thousands of watchers were nearly all told the same.
  const compared = new Map<ToldKeys, Map<WatchView, readonly string[]>>();
  for (const watcher of watchers) {
    const byView = compared.get(watcher.told) ?? new Map<WatchView, readonly string[]>();
    const candidates = byView.get(watcher.view) ?? differing(watcher, listed);
    compared.set(watcher.told, byView.set(watcher.view, candidates));
    for (const key of candidates) if (!watcher.awaits(key)) lost.add(key);
  }
  return [...lost].map((key) => parseConfigKey(key));
}

function differing({ told, view }: WatchStream, { tag, keys }: Listed): readonly string[] {
  const changed = [...keys].filter(
    // A version below the told one is the store's lag: versions never go back.
    ([key, version]) => told.versionOf(key) < version && covers(view.scope, parseConfigKey(key)),
  );
  const gone = [...told].filter(([key]) => key.startsWith(`${tag}_`) && !keys.has(key));
  return [...changed, ...gone].map(([key]) => key);
}

function keyIn(cacheKey: string): string {
  return cacheKey.slice(cacheKey.indexOf('/') + 1);
}
