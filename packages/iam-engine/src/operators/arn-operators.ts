import { arnSegments, arnText } from '../matching/arn-text.ts';
import { parsePieces } from '../matching/piece.ts';
import { PolicyGrammarError } from '../policy-grammar-error.ts';
import type { Operator } from './operator.ts';

const compile: Operator['compile'] = (value, { path, variables }) => {
  const rule = 'must be an ARN pattern with all six segments: arn:partition:service:region:account:resource';
  if (typeof value !== 'string') throw new PolicyGrammarError(path, rule);
  const segments = arnSegments(parsePieces(value, { variables, wildcards: true }, path));
  const [first] = segments;
  if (segments.length !== 6 || first?.length !== 1 || first[0]?.kind !== 'text' || first[0].text !== 'arn') {
    throw new PolicyGrammarError(path, rule);
  }
  return arnText(segments);
};

/** `Equals` and `Like` behave identically (IAM user guide, ARN condition operators). */
export const arnOperators: readonly Operator[] = [
  { name: 'ArnEquals', negated: false, compile },
  { name: 'ArnLike', negated: false, compile },
  { name: 'ArnNotEquals', negated: true, compile },
  { name: 'ArnNotLike', negated: true, compile },
];
