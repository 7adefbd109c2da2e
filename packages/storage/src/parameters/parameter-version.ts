import type { Companion } from './companion.ts';

/** A parameter's version as Leasehold counts: `base` plus Parameter Store's own, so that it never goes back. */
export interface CountedVersion {
  readonly base: number;
  /** 0 when no parameter exists now. */
  readonly version: number;
  /** Whether the companion's author and content type are those of this version. */
  readonly isRecorded: boolean;
}

/**
 * Counts on from what the companion knows. A parameter that is gone, or whose version is below the one known, was deleted
 * in the meantime; the deletion counts as a version of its own. This needs no record of the deletion, so a deletion that
 * stopped half-way, or was done outside Leasehold, is counted the same.
 *
 * `parameterVersion` is Parameter Store's, `null` when there is no parameter.
 */
export function countVersion(companion: Companion, parameterVersion: number | null): CountedVersion {
  const known = companion.parameterVersion;
  const wasDeleted = known > 0 && (parameterVersion ?? 0) < known;
  const base = wasDeleted ? companion.base + known + 1 : companion.base;
  return {
    base,
    version: parameterVersion === null ? 0 : base + parameterVersion,
    isRecorded: parameterVersion !== null && parameterVersion === known,
  };
}
