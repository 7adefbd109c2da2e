import type { JsonValue } from '../json/json-value.ts';
import type { Policy, PolicyKind } from '../policy.ts';
import { below, PolicyGrammarError } from '../policy-grammar-error.ts';
import { oneOrMore, refuseUnknown, requireObject } from './members.ts';
import { compileStatement, type StatementPlace } from './statement.ts';

const versions = ['2008-10-17', '2012-10-17'];
/** IAM user guide, grammar notes: `Id` is for resource-based policies, of which a trust policy is one. */
const kindsWithId: readonly PolicyKind[] = ['resource', 'trust'];

/** @throws PolicyGrammarError when `document` is outside the grammar of its kind. */
export function compileDocument(name: string, kind: PolicyKind, document: JsonValue): Policy {
  const object = requireObject(document, '');
  refuseUnknown(object, ['Version', 'Statement', ...(kindsWithId.includes(kind) ? ['Id'] : [])], '');
  const id = object['Id'];
  if (id !== undefined && typeof id !== 'string') throw new PolicyGrammarError('/Id', 'must be a string');
  const version = object['Version'];
  if (version !== undefined && !versions.some((known) => known === version)) {
    throw new PolicyGrammarError('/Version', `must be one of ${versions.join(', ')}`);
  }
  const statements = object['Statement'];
  if (statements === undefined) throw new PolicyGrammarError('/Statement', 'is required');
  const sids = new Set<string>();
  const compiled = oneOrMore(statements, below('', 'Statement')).map(({ value, path }, index) => {
    // Without a Version the language is that of 2008, where `${…}` is plain text (IAM user guide, Version).
    const place: StatementPlace = { policy: name, kind, index, path, variables: version === '2012-10-17' };
    const { effect, statement } = compileStatement(value, place);
    const { sid } = statement.ref;
    if (sid !== null && sids.has(sid)) throw new PolicyGrammarError(below(path, 'Sid'), 'must be unique in the policy');
    if (sid !== null) sids.add(sid);
    return { effect, statement };
  });
  const having = (wanted: 'Allow' | 'Deny') =>
    compiled.filter(({ effect }) => effect === wanted).map(({ statement }) => statement);
  return Object.freeze({ name, kind, denies: having('Deny'), allows: having('Allow') });
}
