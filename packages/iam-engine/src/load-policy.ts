import { compileDocument } from './grammar/document.ts';
import { copyJson } from './json/copy-json.ts';
import { parseJson } from './json/parse-json.ts';
import type { Policy, PolicyKind } from './policy.ts';

/**
 * Checks a document (parsed JSON, or JSON text) against the grammar of its kind and compiles it. What AWS would refuse, and
 * what this engine does not understand, is refused here and never guessed at. `name` is what decisions will call it.
 * @throws PolicyGrammarError with the path of the offending part and the rule it breaks
 */
export function loadPolicy(name: string, kind: PolicyKind, document: unknown): Policy {
  return compileDocument(name, kind, copyJson(typeof document === 'string' ? parseJson(document) : document));
}
