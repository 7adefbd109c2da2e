import type { EncodedEntry } from '../encoding/encoded-entry.ts';

/** What the cache holds under one key. `encoded` is `null` when the store said that nothing is stored there. */
export interface CachedValue {
  readonly encoded: EncodedEntry | null;
  /** When it was read or written, in milliseconds since the epoch. */
  readonly loadedAt: number;
  /** From this moment on it is not served while the store can be asked. Brought forward when nobody can say any more whether it holds. */
  expiresAt: number;
  /** From this moment on it is not served at all. Never before `expiresAt`. */
  readonly staleUntil: number;
}

/** Bytes one entry is charged beyond its value: keys, objects and the list nodes around it, estimated generously. */
const overheadBytes = 320;

/** What a value counts for against the byte bounds; entries that say "nothing there" count too. */
export function chargedBytes(key: string, value: CachedValue): number {
  return overheadBytes + key.length * 2 + (value.encoded?.bytes.length ?? 0);
}

/** The version it is of; 0 for nothing stored. */
export function versionOf(value: CachedValue | undefined): number {
  return value?.encoded?.version ?? 0;
}
