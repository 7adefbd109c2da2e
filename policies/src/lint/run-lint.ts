import type { PolicySet } from '../policy-set.ts';
import type { Finding } from './finding.ts';
import { lintRules } from './rules.ts';

/** Everything the rules have to say about a set of documents, in the order of the rules. */
export function runLint(set: PolicySet): readonly Finding[] {
  return lintRules.flatMap((rule) => rule.check(set).map((complaint) => ({ rule: rule.id, ...complaint })));
}
