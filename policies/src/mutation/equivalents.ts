import { readFileSync } from 'node:fs';

/** Mutants that no request tells apart, or that another statement makes up for on purpose, and why that is so. */
export interface Equivalents {
  readonly reason: string;
  /** As `nameOf` gives them: `tenant-reader/ReadOwnItems: Action dynamodb:GetItem becomes dynamodb:*`. */
  readonly mutants: readonly string[];
}

const file = new URL('../../mutation/equivalents.json', import.meta.url);

/** The checked-in list, as it is: {@link reasonsByName} refuses repeats. */
export function loadEquivalents(): readonly Equivalents[] {
  return JSON.parse(readFileSync(file, 'utf8')) as readonly Equivalents[];
}

/** The reason of each listed mutant. @throws Error when one is listed twice */
export function reasonsByName(list: readonly Equivalents[]): ReadonlyMap<string, string> {
  const reasons = new Map<string, string>();
  for (const { reason, mutants } of list) {
    for (const name of mutants) {
      if (reasons.has(name)) throw new Error(`listed as equivalent twice: ${name}`);
      reasons.set(name, reason);
    }
  }
  return reasons;
}
