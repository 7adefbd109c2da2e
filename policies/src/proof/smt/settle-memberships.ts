/** A word of a grammar that is also one, or is none, of a language; string constants are passed over, whatever they hold. */
const memberships = /"[^"]*"|\(str\.in_re ([^\s()"]+) \(re\.(inter|diff) /g;

/** Whether a language, a term of sort RegLan, has no word at all; `false` also where that is not known. */
export type IsEmpty = (language: string) => Promise<boolean>;

/**
 * The script with what is settled by two languages alone put simply, as that no name has a slash in it: nobody is such a
 * word, or every word of the grammar is. It says the same, and solvers, which find it out anew in every branch, take a
 * tenth of the time.
 */
export async function settleMemberships(script: string, isEmpty: IsEmpty): Promise<string> {
  let settled = '';
  let from = 0;
  for (const { 0: found, 1: text, 2: operator, index } of script.matchAll(memberships)) {
    if (text === undefined || index < from) continue;
    const [grammarAt, end] = [index + found.length, endOf(script, index)];
    const languageAt = endOf(script, grammarAt) + 1;
    // Not a term at all: the solver says so better.
    if (end === script.length) break;
    const [grammar, language] = [script.slice(grammarAt, languageAt - 1), script.slice(languageAt, end - 2)];
    const [both, rest] = [`(re.inter ${grammar} ${language})`, `(re.diff ${grammar} ${language})`];
    const [words, others] = operator === 'inter' ? [both, rest] : [rest, both];
    const atom = `(str.in_re ${text} ${words})`;
    settled += script.slice(from, index);
    if (await isEmpty(words)) settled += 'false';
    else settled += (await isEmpty(others)) ? `(str.in_re ${text} ${grammar})` : atom;
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
