import type { RequestContext } from '../request-context.ts';

/** Whether a text of the request matches; `null` when it is of another type, so that it neither equals nor differs. */
export type Test = (actual: string) => boolean | null;

/** One value of a policy, ready to be held against a request. */
export interface Pattern {
  /** `null` when a variable in it has no value in this request: then nothing may be concluded from it. */
  bind(context: RequestContext): Test | null;
  /** For explanations: the value with its variables filled in where they have a value. */
  describe(context: RequestContext): string;
}

/** A pattern that is the same for every request. */
export function fixedPattern(written: string, test: Test): Pattern {
  return { bind: () => test, describe: () => written };
}
