import type { JsonValue } from '../json/json-value.ts';
import type { Pattern } from '../matching/pattern.ts';

/** Where an operator's value stands, and whether `${…}` has a meaning there. */
export interface ValuePlace {
  readonly path: string;
  readonly variables: boolean;
}

/** A condition operator: how one value of a policy is compared with one value of a request. */
export interface Operator {
  /** AWS's spelling, without prefix and suffix; compared exactly. */
  readonly name: string;
  /** Satisfied when no value of the policy matches, and by an absent key. */
  readonly negated: boolean;
  /** Checks one value of the policy. @throws PolicyGrammarError when the operator cannot compare with it */
  compile(value: JsonValue, place: ValuePlace): Pattern;
}
