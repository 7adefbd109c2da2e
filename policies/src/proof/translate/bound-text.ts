import { and, type Formula, no, not, or, yes } from '../smt/formula.ts';
import { concat, constant, type Text, termOf, unknown } from '../smt/text.ts';
import type { Piece } from './piece.ts';
import { presenceOf, type SymbolicContext } from './symbolic-context.ts';

/** A part of a pattern once its variables have their values; wildcards are the policy's own. */
export type Part = { readonly kind: 'text'; readonly text: Text } | { readonly kind: 'any-text' | 'any-character' };

/** A pattern in one request. It is none (`defined` is false) where a variable has no value. */
export interface BoundPattern {
  readonly defined: Formula;
  readonly parts: readonly Part[];
}

/**
 * Puts a request's values in the place of variables. A value is literal text, wildcards in it included; a set is never a
 * variable's value, and a default stands in for an absent key only (IAM user guide, policy variables).
 */
export function bind(pieces: readonly Piece[], context: SymbolicContext): BoundPattern {
  const parts: Part[] = [];
  let defined: Formula = yes;
  for (const piece of pieces) {
    if (piece.kind === 'any-text' || piece.kind === 'any-character') parts.push(piece);
    else {
      const bound =
        piece.kind === 'text' ? { defined: yes, text: constant(piece.text) } : valueOfVariable(piece, context);
      defined = and(defined, bound.defined);
      parts.push({ kind: 'text', text: bound.text });
    }
  }
  return { defined, parts: together(parts) };
}

/** The same pattern with texts next to each other in one part, and of stars in a row just one. */
export function together(parts: readonly Part[]): readonly Part[] {
  const joined: Part[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (last?.kind === 'text' && part.kind === 'text') {
      joined[joined.length - 1] = { kind: 'text', text: concat(last.text, part.text) };
    } else if (part.kind !== 'any-text' || last?.kind !== 'any-text') joined.push(part);
  }
  return joined;
}

function valueOfVariable(
  { key, fallback }: Extract<Piece, { kind: 'variable' }>,
  context: SymbolicContext,
): { readonly defined: Formula; readonly text: Text } {
  const value = context.get(key);
  const present = presenceOf(value);
  const single = not((value.kind === 'one' ? value.several : undefined) ?? no);
  const standIn = constant(fallback ?? '');
  if (value.kind !== 'one') return { defined: fallback === null ? no : not(present), text: standIn };
  if (fallback === null) return { defined: and(present, single), text: value.value };
  return { defined: or(not(present), single), text: chosen(present, value.value, standIn) };
}

function chosen(condition: Formula, then: Text, otherwise: Text): Text {
  if (condition === yes) return then;
  return condition === no ? otherwise : unknown(`(ite ${condition.term} ${termOf(then)} ${termOf(otherwise)})`);
}
