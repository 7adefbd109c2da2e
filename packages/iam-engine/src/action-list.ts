import { type Glob, globMatches } from './matching/glob.ts';

/** The actions of one statement, in lower case: action names are compared without regard to case. */
export interface ActionList {
  readonly names: ReadonlySet<string>;
  readonly patterns: readonly Glob[];
}

/** `action` in lower case. */
export function listsAction(list: ActionList, action: string): boolean {
  if (list.names.has(action)) return true;
  for (const pattern of list.patterns) if (globMatches(pattern, action)) return true;
  return false;
}
