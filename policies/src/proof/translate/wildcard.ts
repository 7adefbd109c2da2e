/** One sign of a pattern: a UTF-16 code unit that stands for itself, or a wildcard. */
export type Sign = { readonly itself: string } | 'any-text' | 'any-character';

/** The signs of a text in which each `*` and `?` is a wildcard, as in the name of an action. */
export function signsOf(pattern: string): readonly Sign[] {
  return pattern
    .split('')
    .map((sign) => (sign === '*' ? 'any-text' : sign === '?' ? 'any-character' : { itself: sign }));
}

/** The signs of a text without wildcards. */
export function plainSigns(text: string): readonly Sign[] {
  return text.split('').map((itself) => ({ itself }));
}

/**
 * Whether the whole of a known text fits. Only the last star that was met is ever tried again, so the steps are at most the product
 * of both lengths, whatever the pattern; a regular expression of several stars would try every one of them.
 */
export function fits(value: string, pattern: readonly Sign[]): boolean {
  let [at, next] = [0, 0];
  let [star, resume] = [-1, 0];
  while (at < value.length) {
    const sign = pattern[next];
    if (sign === 'any-text') {
      [star, resume] = [next, at];
      next += 1;
    } else if (sign === 'any-character' || (sign !== undefined && sign.itself === value[at])) {
      at += 1;
      next += 1;
    } else {
      if (star < 0) return false;
      resume += 1;
      [at, next] = [resume, star + 1];
    }
  }
  return pattern.slice(next).every((sign) => sign === 'any-text');
}

/** By the pattern: documents have few, and a proof asks each of them thousands of times. */
const patterns = new Map<string, (action: string) => boolean>();

/** Which actions a policy's pattern covers: upper and lower case are alike. */
export function actionPattern(pattern: string): (action: string) => boolean {
  const covers = patterns.get(pattern) ?? compiled(pattern);
  patterns.set(pattern, covers);
  return covers;
}

function compiled(pattern: string): (action: string) => boolean {
  const folded = pattern.toLowerCase();
  if (!/[*?]/.test(folded)) return (action) => action.toLowerCase() === folded;
  const signs = signsOf(folded);
  return (action) => fits(action.toLowerCase(), signs);
}
