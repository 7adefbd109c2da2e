import { defaultAwsBounds } from '../aws/client-settings.ts';
import type { Announcement, CompanionState } from './companion.ts';

/** A parameter's version as Leasehold counts: `base` plus Parameter Store's own, so that it never goes back. */
export interface CountedVersion {
  readonly base: number;
  /** 0 when no parameter exists now. */
  readonly version: number;
  /** What the author and content type are known from; `unknown` when this version was not written through Leasehold. */
  readonly knownFrom: 'record' | 'announcement' | 'unknown';
  readonly author: string | null;
  readonly contentType: string | null;
}

/** Of a parameter, what tells its versions apart. */
interface VersionOf {
  readonly version: number;
  readonly modifiedAt: number;
}

/** The versions that one put can make: the SDK sends it again when an answer is lost, and each sending may be done. */
const versionsOfOnePut = defaultAwsBounds.maxAttempts;

/**
 * Counts on from what the companion knows. A parameter that is gone, or whose version is below the one known, was deleted
 * in the meantime; the deletion counts as a version of its own. This needs no record of the deletion, so a deletion that
 * stopped half-way, or was done outside Leasehold, is counted the same.
 */
export function countVersion(companion: CompanionState, parameter: VersionOf | null): CountedVersion {
  const base = baseFor(companion, parameter);
  if (parameter === null) return { base, version: 0, knownFrom: 'unknown', author: null, contentType: null };
  const version = base + parameter.version;
  if (parameter.version === companion.parameterVersion) {
    return { base, version, knownFrom: 'record', author: companion.author, contentType: companion.contentType };
  }
  const { announced } = companion;
  if (announced !== null && isOf(announced, parameter)) {
    return {
      base,
      version,
      knownFrom: 'announcement',
      author: announced.author,
      contentType: announced.contentType,
    };
  }
  return { base, version, knownFrom: 'unknown', author: null, contentType: null };
}

/** The companion that says all that is known of this parameter, and announces nothing. */
export function settledState(counted: CountedVersion, parameter: VersionOf | null): CompanionState {
  const { base, author, contentType } = counted;
  return { base, parameterVersion: parameter?.version ?? 0, author, contentType, announced: null };
}

function baseFor(companion: CompanionState, parameter: VersionOf | null): number {
  const recorded = companion.parameterVersion;
  // A put that was announced may have been done, and what it made been deleted since: its version is not given again.
  const known = parameter === null ? Math.max(recorded, lastVersion(companion.announced)) : recorded;
  return known > (parameter?.version ?? 0) ? companion.base + known + 1 : companion.base;
}

/** By Parameter Store's clock against the writer's: a put ends at least several seconds before its lock does. */
function isOf(announced: Announcement, { version, modifiedAt }: VersionOf): boolean {
  return version >= announced.version && version <= lastVersion(announced) && modifiedAt <= announced.until;
}

function lastVersion(announced: Announcement | null): number {
  return announced === null ? 0 : announced.version + versionsOfOnePut - 1;
}
