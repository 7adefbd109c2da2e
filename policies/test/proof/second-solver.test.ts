import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { actionsAsked } from '../../src/actions/actions-asked.ts';
import { no } from '../../src/proof/smt/formula.ts';
import { scriptOf } from '../../src/proof/smt/script.ts';
import { theorems } from '../../src/proof/theorems/all.ts';
import { modeSet, renderedModes } from '../../src/review/rendered/rendered-files.ts';

/** Whatever is the same to the letter in both modes is asked once. */
const answered = new Set<string>();

/** cvc5 shares no code with z3, so a mistake in the one's theory of strings does not prove anything here. */
describe('Another solver, cvc5', () => {
  const folder = mkdtempSync(join(tmpdir(), 'leasehold-cvc5-'));

  before(function (this: Mocha.Context) {
    if (isInstalled()) return;
    const missing = 'no cvc5 on PATH; on Debian: apt-get install cvc5';
    assert.notEqual(process.env['LEASEHOLD_CVC5'], 'required', missing);
    console.warn(`    *** THE PROOF IS NOT CHECKED BY A SECOND SOLVER: ${missing} ***`);
    this.skip();
  });

  after(() => rmSync(folder, { recursive: true }));

  for (const mode of renderedModes) {
    it(`finds none of the proof’s questions possible either, in ${mode} mode`, async () => {
      const scripts = await scriptsOf(mode);
      assert.ok(scripts.length > 500);
      const open = [...new Set(scripts)].filter((script) => !answered.has(script));
      const answers = cvc5(join(folder, `${mode}.smt2`), open);
      assert.deepEqual(
        answers.filter((answer) => answer !== 'unsat'),
        [],
      );
      assert.equal(answers.length, open.length);
      for (const script of open) answered.add(script);
    });
  }

  it('would find one that is', () => {
    const possible = ['(declare-const t String)\n(assert (str.prefixof "TENANT#" t))\n'];
    assert.deepEqual(cvc5(join(folder, 'possible.smt2'), possible), ['sat']);
  });
});

function isInstalled(): boolean {
  try {
    execFileSync('cvc5', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function scriptsOf(mode: (typeof renderedModes)[number]): Promise<readonly string[]> {
  const set = modeSet(mode);
  const actions = await actionsAsked(Object.values(set.documents));
  return theorems
    .filter((theorem) => theorem.concerns?.(set) !== false)
    .flatMap((theorem) => [...theorem.questions(set, actions)])
    .filter(({ violation }) => violation !== no)
    .map(({ unknowns, violation }) => scriptOf(unknowns, violation));
}

/** All in one process; each is given five seconds, of which it needs some hundredths. */
function cvc5(file: string, scripts: readonly string[]): readonly string[] {
  const begin = '(reset)\n(set-option :strings-exp true)\n(set-option :tlimit-per 5000)\n(set-logic ALL)\n';
  writeFileSync(file, scripts.map((script) => `${begin}${script}(check-sat)\n`).join(''));
  return execFileSync('cvc5', ['--lang', 'smt2', file], { encoding: 'utf8' }).trim().split('\n');
}
