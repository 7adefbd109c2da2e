import type { Counterexample } from '../proof/counterexample.ts';
import type { Subject } from './compared-request.ts';
import type { Decider } from './decided-by.ts';

/** Which values of a split were found, and whether that is worth telling. */
export interface FoundValues {
  readonly of: string;
  readonly words: readonly string[];
  readonly usual: boolean;
}

/** One kind of request that the sets decide otherwise, as the solver found and the engine confirmed it. */
export interface Finding {
  readonly subject: Subject;
  readonly values: readonly FoundValues[];
  readonly example: Omit<Counterexample, 'theorem'>;
  readonly decider: Decider | null;
}

/**
 * One finding for all that say the same of several actions, or twice the same: the ways in which two names can differ are
 * for the solver, not for the reader.
 */
export function merged(findings: readonly Finding[]): readonly Finding[] {
  const alike = Map.groupBy(findings, ({ subject, values, decider }) =>
    JSON.stringify([{ ...subject, actions: [] }, values.filter(({ usual }) => !usual), decider]),
  );
  return [...alike.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const actions = [...new Set(group.flatMap(({ subject }) => subject.actions))].sort();
    return [{ ...first, subject: { ...first.subject, actions } }];
  });
}
