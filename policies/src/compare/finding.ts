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
  /** Whether the sets agree to allow other calls that the sentence would be about as well. */
  readonly partly: boolean;
  readonly example: Omit<Counterexample, 'theorem'>;
  readonly decider: Decider | null;
}

/**
 * One finding for all that say the same of several actions, or twice the same: the ways in which two names can differ are
 * for the solver, not for the reader. Of callers who are no tenants' sessions also one for several of them and for several
 * things, since most of a fence says the same of all.
 */
export function merged(findings: readonly Finding[]): readonly Finding[] {
  const byAction = together(findings, (one) => ({ ...one.subject, actions: [] }));
  const sessions = byAction.filter((one) => !isOther(one));
  const others = together(byAction.filter(isOther), (one) => ({ ...one.subject, who: [] }));
  return [...sessions, ...together(others, (one) => ({ ...one.subject, what: [] }))];
}

function isOther({ subject, example }: Finding): boolean {
  return subject.outOf !== undefined && example.role === null;
}

function together(findings: readonly Finding[], alike: (one: Finding) => Subject): readonly Finding[] {
  const groups = Map.groupBy(findings, (one) =>
    JSON.stringify([alike(one), one.values.filter(({ usual }) => !usual), one.partly, one.decider]),
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const all = (of: 'who' | 'what' | 'actions') => [...new Set(group.flatMap(({ subject }) => subject[of]))];
    const subject = { ...first.subject, who: all('who').sort(), what: all('what'), actions: all('actions').sort() };
    return [{ ...first, subject }];
  });
}
