import { noContext, type RequestContext } from '../request-context.ts';
import { globText } from './glob-text.ts';
import { fixedPattern, type Pattern, type Test } from './pattern.ts';
import type { Piece } from './piece.ts';
import { describePieces, hasVariable } from './variable.ts';

/** `arn:partition:service:region:account:resource`; only the last may hold colons of its own. */
const segmentCount = 6;

/**
 * The pieces of an ARN pattern, cut at the colons that the policy wrote. A colon in a variable's value cuts nothing, so no
 * value moves what follows it into another segment. Fewer than six when the pattern is shorter.
 */
export function arnSegments(pieces: readonly Piece[]): readonly (readonly Piece[])[] {
  const segments: Piece[][] = [[]];
  for (const piece of pieces) {
    if (piece.kind !== 'text') {
      segments.at(-1)?.push(piece);
      continue;
    }
    const room = segmentCount - segments.length;
    const parts = piece.text.split(':');
    const kept = [...parts.slice(0, room), ...(parts.length > room ? [parts.slice(room).join(':')] : [])];
    for (const [index, text] of kept.entries()) {
      if (index > 0) segments.push([]);
      if (text !== '') segments.at(-1)?.push({ kind: 'text', text });
    }
  }
  return segments;
}

/**
 * Compares ARNs segment by segment, each with its own wildcards, so that a `*` does not reach over a colon into the account
 * (IAM user guide, ARN condition operators). A text that is no ARN does not match.
 */
export function arnText(segments: readonly (readonly Piece[])[]): Pattern {
  const bind = binder(segments);
  const describe = (context: RequestContext): string =>
    segments.map((segment) => describePieces(segment, context)).join(':');
  const fixed = segments.some(hasVariable) ? null : bind(noContext);
  return fixed === null ? { bind, describe } : fixedPattern(describe(noContext), fixed);
}

function binder(segments: readonly (readonly Piece[])[]): Pattern['bind'] {
  const head = fixedHead(segments);
  const patterns = segments.map(globText);
  const last = patterns.at(-1);
  if (head !== null && last !== undefined) {
    return (context) => {
      const resource = last.bind(context);
      return resource && ((actual) => actual.startsWith(head) && resource(actual.slice(head.length)));
    };
  }
  return (context) => {
    const tests: Test[] = [];
    for (const pattern of patterns) {
      const test = pattern.bind(context);
      if (test === null) return null;
      tests.push(test);
    }
    return (actual) => matchesSegments(tests, actual);
  };
}

/** The first five segments with their colons when they are plain text: then one comparison does for all of them. */
function fixedHead(segments: readonly (readonly Piece[])[]): string | null {
  let head = '';
  for (const segment of segments.slice(0, -1)) {
    for (const piece of segment) {
      if (piece.kind !== 'text') return null;
      head += piece.text;
    }
    head += ':';
  }
  return head;
}

function matchesSegments(tests: readonly Test[], actual: string): boolean {
  let from = 0;
  for (const [index, test] of tests.entries()) {
    const last = index === tests.length - 1;
    const end = last ? actual.length : actual.indexOf(':', from);
    if (end < 0 || test(actual.slice(from, end)) !== true) return false;
    from = end + 1;
  }
  return true;
}
