import { PolicyGrammarError } from '../policy-grammar-error.ts';
import { type FoldedKey, foldKey } from './condition-key.ts';

/** What a text in a policy is made of. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  /** `*` and `?` where wildcards have a meaning; elsewhere they are text. */
  | { readonly kind: 'any-text' }
  | { readonly kind: 'any-character' }
  | { readonly kind: 'variable'; readonly written: string; readonly key: FoldedKey; readonly fallback: string | null };

/** What has a meaning in a text: depends on the document's version and on the element. */
export interface Syntax {
  readonly variables: boolean;
  readonly wildcards: boolean;
}

/** `${*}`, `${?}` and `${$}` are the characters themselves (IAM user guide, policy variables, special characters). */
const escapes = ['*', '?', '$'];
const variableGrammar = /^([^',]+)(?:, '([^'*?${}]*)')?$/;

/** @throws PolicyGrammarError when a `${` is not a variable, a variable with a default, or an escape. */
export function parsePieces(text: string, syntax: Syntax, path: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let plain = '';
  const flush = (): void => {
    if (plain !== '') pieces.push({ kind: 'text', text: plain });
    plain = '';
  };
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (syntax.variables && text.startsWith('${', at)) {
      const end = text.indexOf('}', at);
      if (end < 0) throw new PolicyGrammarError(path, 'a ${ must be closed by }');
      const body = text.slice(at + 2, end);
      if (escapes.includes(body)) plain += body;
      else {
        flush();
        pieces.push(parseVariable(body, path));
      }
      at = end;
    } else if (syntax.wildcards && (character === '*' || character === '?')) {
      flush();
      pieces.push({ kind: character === '*' ? 'any-text' : 'any-character' });
    } else plain += character;
  }
  flush();
  return pieces;
}

function parseVariable(body: string, path: string): Piece {
  const [, key, fallback] = variableGrammar.exec(body) ?? [];
  if (key === undefined) {
    throw new PolicyGrammarError(path, "a variable must be ${key} or ${key, 'default'}, the default without *?${}'");
  }
  return { kind: 'variable', written: `\${${body}}`, key: foldKey(key, path), fallback: fallback ?? null };
}
