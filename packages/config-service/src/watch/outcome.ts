import type { ConfigKey } from '@leasehold/domain';
import type { ServedEntry } from '../encoding/served-entry.ts';

/** What a read of a watched key found: one object for all watchers, so that what is made of it is made once. */
export interface Outcome {
  readonly key: ConfigKey;
  /** The key as callers write it. */
  readonly text: string;
  /** Without its value if that is sensitive; `null` when nothing is stored. */
  readonly entry: ServedEntry | null;
}

/** The version that was found; 0 for nothing stored. */
export function versionOf({ entry }: Outcome): number {
  return entry?.encoded.version ?? 0;
}

/** What it counts for where outcomes are kept, in bytes. */
export function sizeOf({ entry }: Outcome): number {
  return 64 + (entry?.encoded.bytes.length ?? 0);
}
