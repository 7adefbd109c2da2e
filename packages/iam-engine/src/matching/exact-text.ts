import type { RequestContext } from '../request-context.ts';
import { fixedPattern, type Pattern } from './pattern.ts';
import type { Piece } from './piece.ts';
import { describePieces, hasVariable, variableValue } from './variable.ts';

/** Compares whole texts. `fold` is applied to both sides. */
export function exactText(pieces: readonly Piece[], fold: (text: string) => string): Pattern {
  if (!hasVariable(pieces)) {
    const text = pieces.map((piece) => (piece.kind === 'text' ? piece.text : '')).join('');
    const expected = fold(text);
    return fixedPattern(text, (actual) => fold(actual) === expected);
  }
  return {
    bind(context) {
      const text = join(pieces, context);
      if (text === null) return null;
      const expected = fold(text);
      return (actual) => fold(actual) === expected;
    },
    describe: (context) => describePieces(pieces, context),
  };
}

function join(pieces: readonly Piece[], context: RequestContext): string | null {
  let text = '';
  for (const piece of pieces) {
    if (piece.kind === 'text') text += piece.text;
    else if (piece.kind === 'variable') {
      const value = variableValue(piece, context);
      if (value === null) return null;
      text += value;
    }
  }
  return text;
}
