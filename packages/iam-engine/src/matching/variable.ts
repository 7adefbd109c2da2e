import type { RequestContext } from '../request-context.ts';
import type { Piece } from './piece.ts';

type Variable = Extract<Piece, { kind: 'variable' }>;

/**
 * A variable's value in this request, or `null`. Only a single-valued key can be a variable, and a default stands in only
 * for an absent key (IAM user guide: single-valued and multivalued context keys; policy variables).
 */
export function variableValue(variable: Variable, context: RequestContext): string | null {
  const value = context.get(variable.key);
  if (value === undefined) return variable.fallback;
  return typeof value === 'string' ? value : null;
}

/** Whether any of `pieces` depends on the request. */
export function hasVariable(pieces: readonly Piece[]): boolean {
  return pieces.some((piece) => piece.kind === 'variable');
}

/** The pieces as one text for a person; a variable without a value stays as it is written. */
export function describePieces(pieces: readonly Piece[], context: RequestContext): string {
  return pieces.map((piece) => describePiece(piece, context)).join('');
}

function describePiece(piece: Piece, context: RequestContext): string {
  if (piece.kind === 'text') return piece.text;
  if (piece.kind === 'any-text') return '*';
  if (piece.kind === 'any-character') return '?';
  return variableValue(piece, context) ?? piece.written;
}
