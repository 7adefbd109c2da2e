import type { PolicyDocument } from '../policy-document.ts';
import { and, equal, not, startsWith } from '../proof/smt/formula.ts';
import { constant, type Text } from '../proof/smt/text.ts';
import { asList } from '../proof/translate/statement.ts';
import type { Split } from './compared-request.ts';

/** Every value that some condition of the documents compares the key with, those with variables left out. */
export function valuesAskedOf(documents: readonly PolicyDocument[], key: string): readonly string[] {
  const values = documents.flatMap(({ Statement }) =>
    Statement.flatMap(({ Condition = {} }) =>
      Object.entries(Condition)
        .filter(([operator]) => /^(?:For\w+:)?(?:String|Arn)/.test(operator))
        .flatMap(([, keys]) =>
          Object.entries(keys).flatMap(([name, listed]) =>
            name.toLowerCase() === key.toLowerCase() ? asList(listed) : [],
          ),
        ),
    ),
  );
  return [...new Set(values)].filter((value) => !value.includes('${'));
}

/** By the values, of which those that end in `*` are beginnings, and everything else. */
export function patternSplit(
  of: Split['of'],
  text: Text,
  patterns: readonly string[],
  usual: readonly string[],
): Split {
  const values = patterns.map((word) => ({
    word,
    holds: word.endsWith('*') ? startsWith(text, constant(word.slice(0, -1))) : equal(text, constant(word)),
  }));
  const others = {
    word: values.length === 0 ? 'any' : 'another',
    holds: and(...values.map(({ holds }) => not(holds))),
  };
  return { of, text, values: [...values, others], usual };
}
