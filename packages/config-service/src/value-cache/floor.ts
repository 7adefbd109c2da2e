/**
 * What was asked of the store at some moment, and the newest version of the key that this instance has seen since: in a
 * reply, a write, a listing, or in memory when it began. An answer below it is older than one that was given out.
 */
export interface Floor {
  /** The newest version known when it began; 0 for none. */
  readonly atBegin: number;
  version: number;
  /** Since it began another read found nothing stored, which has no version to compare. */
  isGone: boolean;
}

export function floorAt(version: number): Floor {
  return { atBegin: version, version, isGone: false };
}

export function raise(floor: Floor, version: number): void {
  if (version > floor.version) floor.version = version;
}

/** Whether an answer (`null`: nothing stored) comes too late: something newer was seen after it was asked for. */
export function isOutrun(floor: Floor, version: number | null): boolean {
  // Nothing stored is no version: it is late only if the key changed meanwhile. Beside it, nobody knows which came first.
  return version === null ? floor.version > floor.atBegin : floor.isGone || version < floor.version;
}
