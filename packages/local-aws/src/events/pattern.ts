import { consistent, type EventField, eventFields } from './event-fields.ts';
import { type Branch, patternBranches } from './pattern-branches.ts';
import type { FieldMatcher } from './value-matcher.ts';

/** A pattern that EventBridge takes, ready to be asked. */
export interface EventPattern {
  matches(event: unknown): boolean;
}

/**
 * Reads an event pattern, given as parsed JSON. Sources: EventBridge user guide, "Comparison operators for use in event
 * patterns", and the engine AWS publishes, aws/event-ruler. @throws EventPatternError for one that EventBridge would refuse
 */
export function eventPattern(pattern: unknown): EventPattern {
  const branches = patternBranches(pattern);
  return {
    matches(event) {
      const fields = eventFields(event);
      return branches.some((branch) => branchMatches(branch, fields));
    },
  };
}

/** Whether an event is of a pattern, both parsed JSON. @throws EventPatternError as `eventPattern` does */
export function matchesPattern(pattern: unknown, event: unknown): boolean {
  return eventPattern(pattern).matches(event);
}

type Fields = ReadonlyMap<string, readonly EventField[]>;
type Places = ReadonlyMap<number, number>;

function branchMatches(branch: Branch, fields: Fields): boolean {
  const choices: (readonly Places[])[] = [];
  for (const [path, alternatives] of branch) {
    const found = fields.get(path);
    if (found === undefined) {
      if (!alternatives.includes('absent')) return false;
      continue;
    }
    const matching = found.filter(({ value }) => matchesAny(alternatives, value)).map(({ places }) => places);
    if (matching.length === 0) return false;
    // What is in no list goes with everything.
    if (!matching.some((places) => places.size === 0)) choices.push(matching);
  }
  return oneOfEach(choices, new Map());
}

function matchesAny(alternatives: readonly FieldMatcher[], value: EventField['value']): boolean {
  return alternatives.some((alternative) => alternative !== 'absent' && alternative(value));
}

/** Whether there is a value for every path such that no two are in different members of one list. */
function oneOfEach(choices: readonly (readonly Places[])[], chosen: Places): boolean {
  const [first, ...rest] = choices;
  if (first === undefined) return true;
  return first.some((places) => consistent(chosen, places) && oneOfEach(rest, new Map([...chosen, ...places])));
}
