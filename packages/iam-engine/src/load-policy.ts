import { compileDocument } from './grammar/document.ts';
import { copyJson } from './json/copy-json.ts';
import { parseJson } from './json/parse-json.ts';
import type { Policy, PolicyKind } from './policy.ts';

/**
 * The most that AWS stores of a kind: IAM's 10,240 for all inline policies of a role, which no other policy of an account
 * exceeds (IAM and Organizations quotas); of a resource, the 32,768 of a key's policy, where DynamoDB takes 20,480 (KMS quotas, DynamoDB
 * developer guide). What is stored where, and what is less, is its service's to refuse.
 */
const maxCharacters = (kind: PolicyKind): number => (kind === 'resource' ? 32_768 : 10_240);

/**
 * Checks a document (parsed JSON, or JSON text) against the grammar of its kind and compiles it. What AWS would refuse, and
 * what this engine does not understand, is refused here and never guessed at. `name` is what decisions will call it.
 * @throws PolicyGrammarError with the path of the offending part and the rule it breaks
 */
export function loadPolicy(name: string, kind: PolicyKind, document: unknown): Policy {
  return compileDocument(
    name,
    kind,
    copyJson(typeof document === 'string' ? parseJson(document) : document, maxCharacters(kind)),
  );
}
