import type { EncodedEntry } from './encoded-entry.ts';

/**
 * An entry and how it was served. `ageMs` is 0 when it was read from the store for this very call; `stale` came from memory past
 * its time, because the store could not be asked.
 */
export interface ServedEntry {
  readonly encoded: EncodedEntry;
  readonly source: 'cache' | 'store' | 'stale';
  readonly ageMs: number;
}

/** `encoded` as just read from its store. */
export function fromStore(encoded: EncodedEntry): ServedEntry {
  return { encoded, source: 'store', ageMs: 0 };
}
