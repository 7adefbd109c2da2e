/** A word of a grammar that is also one, or is none, of a language; string constants are passed over, whatever they hold. */
const memberships = /"[^"]*"|\(str\.in_re ([^\s()"]+) \(re\.(inter|diff) /g;

/** Whether a language, a term of sort RegLan, has no word at all; `false` also where that is not known. */
export type IsEmpty = (language: string) => Promise<boolean>;

/**
 * The script with `false` for what no word can be by two languages alone, as a name with a slash in it. It says the same, and
 * solvers find that out anew in every branch. What every word must be is left: without it z3 is lost with some questions.
 */
export async function settleMemberships(script: string, isEmpty: IsEmpty): Promise<string> {
  let settled = '';
  let from = 0;
  for (const { 0: found, 1: text, 2: operator, index } of script.matchAll(memberships)) {
    if (text === undefined || index < from) continue;
    const [wordsAt, end] = [index + found.length - `(re.${operator} `.length, endOf(script, index)];
    // Not a term at all: the solver says so better.
    if (end === script.length) break;
    const isNobody = await isEmpty(script.slice(wordsAt, end - 1));
    settled += script.slice(from, index) + (isNobody ? 'false' : script.slice(index, end));
    from = end;
  }
  return settled + script.slice(from);
}

/** Where the term that begins there ends; the end of the script for one that does not. */
function endOf(script: string, at: number): number {
  const marks = /"[^"]*"|[()]|\s/g;
  marks.lastIndex = at;
  let depth = 0;
  for (let mark = marks.exec(script); mark !== null; mark = marks.exec(script)) {
    const [sign] = mark;
    if (sign === '(') depth += 1;
    if (sign === ')') depth -= 1;
    if (depth < 0) return mark.index;
    if (depth === 0 && sign.trim() === '') return mark.index;
    if (depth === 0 && sign === ')') return mark.index + 1;
  }
  return script.length;
}
