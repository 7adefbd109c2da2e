import type { PolicyCondition } from '../../policy-document.ts';
import { comparisonPhrase } from './comparison-phrase.ts';
import { keyPhrase } from './key-phrase.ts';
import type { Place } from './place.ts';

/** Keys that are true or false, in words. */
const truths: Readonly<Record<string, readonly [yes: string, no: string]>> = {
  'aws:principalisawsservice': ['the caller is an AWS service', 'the caller is no AWS service'],
  'aws:securetransport': ['the call is encrypted on its way', 'the call is not encrypted on its way'],
  'aws:viaawsservice': ['an AWS service makes the call for the caller', 'the caller makes the call itself'],
  'kms:grantisforawsresource': ['the grant is for an AWS service', 'the grant is not for an AWS service'],
};

/** One clause for each operator and key, all of which must hold. */
export function conditionPhrases(condition: PolicyCondition, place: Place): readonly string[] {
  return Object.entries(condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => clause(operator, key, [values].flat(), condition, place)),
  );
}

function clause(
  operator: string,
  key: string,
  values: readonly string[],
  condition: PolicyCondition,
  place: Place,
): string {
  if (operator === 'Null') return presence(key, values, place);
  const [, set, bare = operator, ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(.*?)(IfExists)?$/.exec(operator) ?? [];
  const truth = set === undefined && bare === 'Bool' ? truths[key.toLowerCase()] : undefined;
  if (truth !== undefined && values.length === 1) {
    const text = values[0] === 'true' ? truth[0] : truth[1];
    return ifExists === undefined ? text : `${text} (or that is not said)`;
  }
  const { text, negated } = comparisonPhrase(bare, values, place);
  const phrase = keyPhrase(key, place);
  const name = phrase.kind === 'set' ? phrase.each : phrase.name;
  if (set === 'ForAllValues') {
    // True of an absent or empty key, unless the statement asks for its presence as well.
    const perhaps = isAskedFor(key, condition) ? '' : ', if there is one,';
    return phrase.kind === 'set' ? `every ${name}${perhaps} ${text}` : `every value of ${name}${perhaps} ${text}`;
  }
  if (set === 'ForAnyValue') {
    const some = phrase.kind === 'set' ? `some ${name} ${text}` : `some value of ${name} ${text}`;
    return ifExists === undefined ? some : `there is no ${name} or ${some}`;
  }
  const subject = phrase.kind === 'set' ? `the one ${name}` : name;
  // Every call has a caller (anonymous ones aside, and nobody is what those are), so "absent" would say nothing.
  const always = key.toLowerCase() === 'aws:principalarn';
  const orAbsent = (negated || ifExists !== undefined) && !always && !isAskedFor(key, condition);
  return orAbsent ? `${subject} is absent or ${text}` : `${subject} ${text}`;
}

function presence(key: string, values: readonly string[], place: Place): string {
  const phrase = keyPhrase(key, place);
  const present = phrase.kind === 'set' ? `there is ${article(phrase.each)} ${phrase.each}` : phrase.present;
  const absent = phrase.kind === 'set' ? `there is no ${phrase.each}` : phrase.absent;
  const asked = new Set(values.map((value) => (value === 'true' ? absent : present)));
  return [...asked].join(' or ');
}

function isAskedFor(key: string, condition: PolicyCondition): boolean {
  const guards = Object.entries(condition['Null'] ?? {});
  return guards.some(
    ([name, values]) => name.toLowerCase() === key.toLowerCase() && [values].flat().every((value) => value === 'false'),
  );
}

function article(word: string): 'a' | 'an' {
  return /^[aeio]/i.test(word) ? 'an' : 'a';
}
