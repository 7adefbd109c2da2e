import { arnPhrase } from './arn-phrase.ts';
import type { Place } from './place.ts';
import { valuePhrase } from './value-phrase.ts';
import { listed } from './word-list.ts';

/** What one operator asks of a value: `is A or begins with B`. `negated` operators are also met by an absent key. */
export interface ComparisonPhrase {
  readonly text: string;
  readonly negated: boolean;
}

/** Operator without set prefix and IfExists → the words before a value, and whether it is met by everything but the values. */
const plain: Readonly<Record<string, readonly [words: string, negated: boolean]>> = {
  StringEqualsIgnoreCase: ['is, in upper or lower case,', false],
  StringNotEqualsIgnoreCase: ['is not, in upper or lower case,', true],
  NumericEquals: ['is', false],
  NumericNotEquals: ['is not', true],
  NumericLessThan: ['is less than', false],
  NumericLessThanEquals: ['is at most', false],
  NumericGreaterThan: ['is more than', false],
  NumericGreaterThanEquals: ['is at least', false],
  DateEquals: ['is', false],
  DateNotEquals: ['is not', true],
  DateLessThan: ['is before', false],
  DateLessThanEquals: ['is not after', false],
  DateGreaterThan: ['is after', false],
  DateGreaterThanEquals: ['is not before', false],
  Bool: ['is', false],
  BinaryEquals: ['is the bytes', false],
  IpAddress: ['is in', false],
  NotIpAddress: ['is not in', true],
};

/** An operator nobody here has words for is named as it is. */
export function comparisonPhrase(operator: string, values: readonly string[], place: Place): ComparisonPhrase {
  const [, family, not = '', how] = /^(String|Arn)(Not)?(Equals|Like)$/.exec(operator) ?? [];
  if (family !== undefined) {
    // ArnEquals is ArnLike under another name (IAM user guide, ARN condition operators).
    const patterns = how === 'Like' || family === 'Arn';
    const phrases = values.map((value) => onePhrase(value, patterns, not !== '', place));
    return { text: sharingVerb(phrases, not === '' ? 'or' : 'and'), negated: not !== '' };
  }
  const [words, negated] = plain[operator] ?? [`satisfies ${operator} of`, /Not/.test(operator)];
  return {
    text: `${words} ${listed(
      values.map((value) => valuePhrase(value, place)),
      'or',
    )}`,
    negated,
  };
}

interface OnePhrase {
  readonly verb: string;
  readonly object: string;
}

function onePhrase(value: string, patterns: boolean, negated: boolean, place: Place): OnePhrase {
  const bare = value.replaceAll(/\$\{[^}]*\}/g, 'x');
  const isPattern = patterns && /[*?]/.test(bare);
  const arn = arnPhrase(value, place);
  if (arn !== null && (patterns || !arn.many)) {
    return { verb: (negated ? 'is not' : 'is') + (arn.many ? ' among the' : ''), object: arn.text };
  }
  if (!isPattern) return { verb: negated ? 'is not' : 'is', object: valuePhrase(value, place) };
  const least = /^(\?+)\*$/.exec(value)?.[1]?.length;
  if (least !== undefined) {
    return { verb: negated ? 'has fewer than' : 'has at least', object: `${least} character${least === 1 ? '' : 's'}` };
  }
  if (value === '*') return { verb: negated ? 'is not' : 'is', object: 'any text' };
  if (/^[^*?]+\*$/.test(bare)) {
    return { verb: negated ? 'does not begin with' : 'begins with', object: valuePhrase(value.slice(0, -1), place) };
  }
  if (/^\*[^*?]+\*$/.test(bare)) {
    return { verb: negated ? 'does not contain' : 'contains', object: valuePhrase(value.slice(1, -1), place) };
  }
  return { verb: negated ? 'does not fit' : 'fits', object: valuePhrase(value, place) };
}

/** `is A or B` where the verb is the same, `is A or begins with B` where it is not. */
function sharingVerb(phrases: readonly OnePhrase[], conjunction: 'and' | 'or'): string {
  const groups = Map.groupBy(phrases, ({ verb }) => verb);
  const parts = [...groups].map(([verb, own]) => {
    const objects = own.map(({ object }) => object);
    const several = conjunction === 'and' && objects.length > 1;
    return several && verb === 'is not' ? `is neither ${listed(objects, 'nor')}` : `${verb} ${listed(objects, 'or')}`;
  });
  return listed(parts, conjunction);
}
