import { type Condition, comparingCondition, nullCondition, type Quantifier } from '../condition.ts';
import type { JsonValue } from '../json/json-value.ts';
import { foldKey } from '../matching/condition-key.ts';
import { compileBoolean } from '../operators/bool-operator.ts';
import type { Operator } from '../operators/operator.ts';
import { operatorTable } from '../operators/operator-table.ts';
import { PolicyGrammarError } from '../policy-grammar-error.ts';
import { oneOrMore, requireMembers } from './members.ts';

const quantifiers: readonly (readonly [string, Quantifier])[] = [
  ['ForAllValues:', 'all'],
  ['ForAnyValue:', 'any'],
];
const suffix = 'IfExists';

/** @throws PolicyGrammarError on an unknown operator, a malformed key or a value the operator cannot compare with. */
export function compileConditions(value: JsonValue, path: string, variables: boolean): readonly Condition[] {
  return requireMembers(value, path).flatMap(({ name, value: keys, path: at }) => {
    const seen = new Set<string>();
    return requireMembers(keys, at).map(({ name: key, value: values, path: keyPath }) => {
      const foldedKey = foldKey(key, keyPath);
      if (seen.has(foldedKey)) throw new PolicyGrammarError(keyPath, 'may not be given twice, in any case');
      seen.add(foldedKey);
      const items = oneOrMore(values, keyPath);
      if (name === 'Null') {
        return nullCondition(
          key,
          foldedKey,
          items.map((item) => compileBoolean(item.value, item.path)),
        );
      }
      const { operator, quantifier, ifExists } = parseOperator(name, at);
      const patterns = items.map((item) => operator.compile(item.value, { path: item.path, variables }));
      const { negated } = operator;
      return comparingCondition({ operator: name, key, foldedKey, quantifier, ifExists, negated, patterns });
    });
  });
}

/** `ForAllValues:StringLikeIfExists`. `Null` takes neither prefix nor suffix (IAM user guide, IfExists). */
function parseOperator(
  name: string,
  path: string,
): { readonly operator: Operator; readonly quantifier: Quantifier; readonly ifExists: boolean } {
  const [prefix, quantifier] = quantifiers.find(([known]) => name.startsWith(known)) ?? ['', 'one'];
  const unquantified = name.slice(prefix.length);
  const ifExists = unquantified.endsWith(suffix);
  const operator = operatorTable.get(ifExists ? unquantified.slice(0, -suffix.length) : unquantified);
  if (operator === undefined) throw new PolicyGrammarError(path, 'must be a condition operator of IAM');
  return { operator, quantifier, ifExists };
}
