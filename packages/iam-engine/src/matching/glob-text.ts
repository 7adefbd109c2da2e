import { noContext, type RequestContext } from '../request-context.ts';
import { type Glob, globMatches, type Segment } from './glob.ts';
import { fixedPattern, type Pattern } from './pattern.ts';
import type { Piece } from './piece.ts';
import { describePieces, hasVariable, variableValue } from './variable.ts';

/** Compares whole texts, with `*` and `?` of the policy (never of a variable's value) as wildcards. */
export function globText(pieces: readonly Piece[]): Pattern {
  const fixed = hasVariable(pieces) ? null : bindGlob(pieces, noContext);
  if (fixed !== null) return fixedPattern(describePieces(pieces, noContext), testOf(fixed));
  return {
    bind(context) {
      const glob = bindGlob(pieces, context);
      return glob === null ? null : testOf(glob);
    },
    describe: (context) => describePieces(pieces, context),
  };
}

function testOf(glob: Glob): (actual: string) => boolean {
  const [first, last] = glob;
  // The commonest shapes, `text`, `text*` and `*`, need no walk over segments.
  if (glob.length === 1 && first.anyAt.length === 0) return (actual) => actual === first.text;
  if (glob.length === 2 && first.anyAt.length === 0 && last?.text === '')
    return (actual) => actual.startsWith(first.text);
  return (actual) => globMatches(glob, actual);
}

function bindGlob(pieces: readonly Piece[], context: RequestContext): Glob | null {
  const done: Segment[] = [];
  let text = '';
  let anyAt: number[] = [];
  for (const piece of pieces) {
    if (piece.kind === 'any-text') {
      done.push({ text, anyAt });
      text = '';
      anyAt = [];
    } else if (piece.kind === 'any-character') {
      anyAt.push(text.length);
      text += '?';
    } else if (piece.kind === 'text') text += piece.text;
    else {
      const value = variableValue(piece, context);
      if (value === null) return null;
      text += value;
    }
  }
  const last: Segment = { text, anyAt };
  const [first, ...rest] = done;
  return first === undefined ? [last] : [first, ...rest, last];
}
