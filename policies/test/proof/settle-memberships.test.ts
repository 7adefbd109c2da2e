import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { isIn, not } from '../../src/proof/smt/formula.ts';
import { anyText, inTurn, type Language, many, range, word } from '../../src/proof/smt/language.ts';
import { settleMemberships } from '../../src/proof/smt/settle-memberships.ts';
import { quoted } from '../../src/proof/smt/text.ts';
import { Unknowns } from '../../src/proof/smt/unknowns.ts';

const letters = many(range('a', 'z'));
const withSlash = inTurn(anyText, word('/'), anyText);
const longer = inTurn(word('a'), anyText);

/** Said of `letters`; of any other two languages nothing is known. */
const empty = (language: Language) => [`(re.inter ${letters.term} ${language.term})`];
const settle = (script: string, none: readonly string[]) =>
  settleMemberships(script, async (language) => none.includes(language));

describe('What two languages settle alone', () => {
  const text = new Unknowns().word('t', letters);
  const [is, isNot] = [isIn(text, withSlash), not(isIn(text, withSlash))];

  it('is false of a word that cannot be, and leaves what every word must be', async () => {
    assert.equal(await settle(`(assert ${is.term})\n`, empty(withSlash)), '(assert false)\n');
    const must = `(assert ${isNot.term})\n`;
    assert.equal(await settle(must, empty(withSlash)), must);
  });

  it('is found wherever it stands', async () => {
    const script = `(assert (or (and ${is.term} p) ${isIn(text, longer).term} (not ${is.term})))\n`;
    const settled = `(assert (or (and false p) ${isIn(text, longer).term} (not false)))\n`;
    assert.equal(await settle(script, empty(withSlash)), settled);
  });

  it('leaves as it is what is not settled', async () => {
    const script = `(assert ${is.term})\n(assert ${isNot.term})\n(assert ${isIn(text, longer).term})\n`;
    assert.equal(await settle(script, []), script);
  });

  it('takes no constant for a term, whatever a document writes', async () => {
    for (const value of [is.term, `"${is.term}`, `" ${is.term} "`, '(str.in_re t (re.inter ', ')', '((', '"']) {
      const script = `(assert (= t ${quoted(value)}))\n(assert (str.in_re u (str.to_re ${quoted(value)})))\n`;
      assert.equal(await settle(script, empty(withSlash)), script);
      const [odd, inside] = [word(value), new Unknowns().word('t', letters)];
      const around = isIn(inside, odd).term;
      assert.equal(await settle(`(assert ${around})\n`, []), `(assert ${around})\n`);
      assert.equal(await settle(`(assert ${around})\n`, empty(odd)), '(assert false)\n');
    }
  });

  it('does not mend what is no script', async () => {
    for (const script of [
      '(assert (str.in_re t (re.inter',
      '(assert (str.in_re t (re.inter a b',
      is.term.slice(0, -1),
    ]) {
      assert.equal(await settle(script, empty(withSlash)), script);
    }
  });
});
