import { PolicyGrammarError } from '../policy-grammar-error.ts';
import { comparisonOperators } from './comparison.ts';

const grammar = /^[+-]?[0-9]+(?:\.[0-9]+)?$/;
/** Every decimal number of so many digits keeps its place among the others as a double. */
const maxDigits = 15;

/** An integer or decimal number, or `null`. More than 15 digits are not read: two of them could seem equal. */
function readNumber(text: string): number | null {
  if (!grammar.test(text)) return null;
  return text.replace(/[^0-9]/g, '').length > maxDigits ? null : Number(text);
}

/** Integers and decimals; no variables (IAM user guide, numeric condition operators). */
export const numericOperators = comparisonOperators('Numeric', readNumber, (value, { path }) => {
  const read = typeof value === 'string' || typeof value === 'number' ? readNumber(String(value)) : null;
  if (read === null) throw new PolicyGrammarError(path, `must be a number of at most ${maxDigits} digits`);
  return read;
});
