import { PolicyError } from '../../policy-error.ts';
import { serviceMarker, tenantMarker } from '../../policy-set.ts';

/** What a text of a policy is made of. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'any-text' }
  | { readonly kind: 'any-character' }
  | { readonly kind: 'variable'; readonly key: string; readonly fallback: string | null };

/** A policy's text was not understood: nothing is proved about a policy that is read wrongly. */
export class UntranslatableError extends PolicyError {
  readonly code = 'untranslatable';

  constructor(what: string) {
    super(`the proof does not understand ${what}`);
  }
}

/** What has a meaning in a text: variables not before version 2012-10-17, wildcards not in every operator. */
export interface Syntax {
  readonly variables: boolean;
  readonly wildcards: boolean;
}

const variable = /^\$\{([^',{}]+)(?:, '([^'*?${}]*)')?\}/;
const escaped = /^\$\{([*?$])\}/;
const markers = [tenantMarker, serviceMarker];

/**
 * Cuts a text of a policy into pieces (IAM user guide, policy variables). The markers of a session template count as
 * variables: what is filled in there is a name without any character of meaning, literal text as a variable's value is.
 * Written apart from the engine's own reader on purpose, and held against it by a test.
 * @throws UntranslatableError on a `${` that is neither a variable nor an escape, and on a marker inside of a variable
 */
export function piecesOf(whole: string, { variables, wildcards }: Syntax): readonly Piece[] {
  const pieces: Piece[] = [];
  let plain = '';
  const add = (piece: Piece): void => {
    if (plain !== '') pieces.push({ kind: 'text', text: plain });
    plain = '';
    if (piece.kind !== 'text' || piece.text !== '') pieces.push(piece);
  };
  let rest = whole;
  while (rest !== '') {
    const special = variables ? escaped.exec(rest) : null;
    const named = variables && special === null ? variable.exec(rest) : null;
    const marker = markers.find((text) => rest.startsWith(text));
    let taken = 1;
    if (named !== null && markers.some((text) => named[0].includes(text))) {
      throw new UntranslatableError(`a marker inside of a variable, in ${JSON.stringify(whole)}`);
    }
    if (special !== null) {
      plain += special[1];
      taken = special[0].length;
    } else if (named !== null) {
      add({ kind: 'variable', key: (named[1] ?? '').toLowerCase(), fallback: named[2] ?? null });
      taken = named[0].length;
    } else if (marker !== undefined) {
      add({ kind: 'variable', key: marker, fallback: null });
      taken = marker.length;
    } else if (variables && rest.startsWith('${')) {
      throw new UntranslatableError(`the variable in ${JSON.stringify(whole)}`);
    } else if (wildcards && rest.startsWith('*')) add({ kind: 'any-text' });
    else if (wildcards && rest.startsWith('?')) add({ kind: 'any-character' });
    else plain += rest.charAt(0);
    rest = rest.slice(taken);
  }
  add({ kind: 'text', text: '' });
  return pieces;
}
