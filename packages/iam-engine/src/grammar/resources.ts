import { arnSegments, arnText } from '../matching/arn-text.ts';
import { fixedPattern, type Pattern } from '../matching/pattern.ts';
import { type Piece, parsePieces } from '../matching/piece.ts';
import type { PolicyKind } from '../policy.ts';
import { PolicyGrammarError } from '../policy-grammar-error.ts';
import { type Item, oneOrMore, requireString } from './members.ts';

/**
 * What each of the first segments may be: scheme, partition and service (no wildcards: IAM user guide, ARNs and Resource),
 * region, account.
 */
const headGrammars = [/^arn$/, /^[a-z][a-z0-9-]*$/, /^[a-z0-9-]+$/, /^[a-z0-9*?-]*$/, /^[a-z0-9*?]*$/];
const rule = 'must be * or an ARN: arn:partition:service:region:account:resource';
const segmentCount = 6;
/**
 * "When you specify an incomplete ARN in an identity-based policy, AWS automatically completes the ARN"; in a session policy it
 * is a MalformedPolicyDocument (IAM user guide, ARNs). Of other policies the guide does not say so.
 */
const completed: readonly PolicyKind[] = ['identity', 'boundary'];

/** @throws PolicyGrammarError */
export function compileResources(element: Item, variables: boolean, kind: PolicyKind): readonly Pattern[] {
  return oneOrMore(element.value, element.path).map((item) =>
    compileResource(requireString(item), item.path, variables, kind),
  );
}

function compileResource(text: string, path: string, variables: boolean, kind: PolicyKind): Pattern {
  if (text === '*') return fixedPattern(text, () => true);
  const segments = arnSegments(parsePieces(text, { variables, wildcards: true }, path));
  if (segments.length < 3) throw new PolicyGrammarError(path, rule);
  if (segments.length < segmentCount && !completed.includes(kind)) {
    throw new PolicyGrammarError(path, `${rule}; only identity policies and boundaries may leave segments out`);
  }
  for (const [index, grammar] of headGrammars.entries()) {
    const segment = segments[index];
    if (segment !== undefined && !grammar.test(headText(segment, path))) throw new PolicyGrammarError(path, rule);
  }
  const last = segments[segmentCount - 1];
  if (last !== undefined && last.length === 0) throw new PolicyGrammarError(path, rule);
  // IAM completes an ARN of fewer segments with wildcards (IAM user guide, Resource, incomplete ARNs).
  const missing = Array<readonly Piece[]>(segmentCount - segments.length).fill([{ kind: 'any-text' }]);
  return arnText(openedAtStar([...segments, ...missing]));
}

/**
 * "If the * wildcard is the last character of a resource ARN segment, it can expand to match beyond the colon boundaries"
 * (IAM user guide, Resource): from the first such segment on, the rest of the pattern is one text. ARN condition operators
 * have no such rule.
 */
function openedAtStar(segments: readonly (readonly Piece[])[]): readonly (readonly Piece[])[] {
  const open = segments.findIndex((segment) => segment.at(-1)?.kind === 'any-text');
  if (open < 0) return segments;
  const [first = [], ...others] = segments.slice(open);
  const rest = others.flatMap((segment): readonly Piece[] => [{ kind: 'text', text: ':' }, ...segment]);
  return [...segments.slice(0, open), [...first, ...rest]];
}

/** A segment before the fifth colon as it was written: variables are allowed only after it. */
function headText(segment: readonly Piece[], path: string): string {
  return segment
    .map((piece) => {
      if (piece.kind === 'text') return piece.text;
      if (piece.kind === 'variable')
        throw new PolicyGrammarError(path, 'may have variables after the fifth colon only');
      return piece.kind === 'any-text' ? '*' : '?';
    })
    .join('');
}
