/** What a text of a policy is made of. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'any-text' }
  | { readonly kind: 'any-character' }
  | { readonly kind: 'variable'; readonly key: string; readonly fallback: string | null };

/** A policy's text was not understood: nothing is proved about a policy that is read wrongly. */
export class UntranslatableError extends Error {
  readonly code = 'untranslatable';

  constructor(what: string) {
    super(`the proof does not understand ${what}`);
    this.name = 'UntranslatableError';
  }
}

const variable = /^\$\{([^',{}]+)(?:, '([^'*?${}]*)')?\}/;
const escaped = /^\$\{([*?$])\}/;

/**
 * Cuts a text of a 2012-10-17 policy into pieces (IAM user guide, policy variables). Written apart from the engine's own
 * reader on purpose, and held against it by a test.
 * @throws UntranslatableError on a `${` that is neither a variable nor an escape
 */
export function piecesOf(whole: string, wildcards: boolean): readonly Piece[] {
  const pieces: Piece[] = [];
  let plain = '';
  const flush = (): void => {
    if (plain !== '') pieces.push({ kind: 'text', text: plain });
    plain = '';
  };
  let rest = whole;
  while (rest !== '') {
    const special = escaped.exec(rest);
    const named = special === null ? variable.exec(rest) : null;
    const character = rest.charAt(0);
    if (special !== null) plain += special[1];
    else if (named !== null) {
      flush();
      pieces.push({ kind: 'variable', key: (named[1] ?? '').toLowerCase(), fallback: named[2] ?? null });
    } else if (rest.startsWith('${')) throw new UntranslatableError(`the variable in ${JSON.stringify(whole)}`);
    else if (wildcards && character === '*') {
      flush();
      pieces.push({ kind: 'any-text' });
    } else if (wildcards && character === '?') {
      flush();
      pieces.push({ kind: 'any-character' });
    } else plain += character;
    rest = rest.slice((special ?? named)?.[0].length ?? 1);
  }
  flush();
  return pieces;
}
