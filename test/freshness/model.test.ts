import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { type ModelOutcome, runModel } from './model-run.ts';
import { sabotages } from './model-sabotage.ts';

/** Sequences in a run of all tests; `LEASEHOLD_MODEL_RUNS` says another number, `_SEED` and `_PATH` repeat one that failed. */
const usualRuns = 12;
/** Commands a sequence at most; a third of that on average. */
const commands = 60;
/** Most sequences that it may take to notice that something is broken. */
const sightedRuns = 200;
/** With which each is noticed soon. */
const sightedSeeds: Readonly<Record<string, number>> = {
  'nothing is ever compared with the stores': 2,
  'a refresh forgets the service': 2,
  'a refresh reaches nothing': 2,
};
const { env } = process;
const runs = Number(env['LEASEHOLD_MODEL_RUNS'] ?? usualRuns);
const seed = Number(env['LEASEHOLD_MODEL_SEED'] ?? Math.trunc(Math.random() * 2 ** 31));
const path = env['LEASEHOLD_MODEL_PATH'];

function told({ details, tally }: ModelOutcome): string {
  const { counterexamplePath, counterexample, errorInstance } = details;
  const repeat = `LEASEHOLD_MODEL_SEED=${details.seed} LEASEHOLD_MODEL_PATH=${counterexamplePath}`;
  return `${errorInstance}\n\n${repeat}\n${counterexample}\n\n${tally}`;
}

describe('Instances that are told of changes late, twice, out of turn or never', () => {
  it('agree with the stores in the end, go back to nothing older, and cross no tenants, whatever happens', async () => {
    const outcome = await runModel({ runs, commands, seed, ...(path === undefined ? {} : { path }) });
    assert.equal(outcome.details.failed, false, told(outcome));
    if (path !== undefined) return;
    for (const what of ['from store', 'from cache', 'watched', 'with every event delivered', 'with events lost']) {
      assert.ok(outcome.tally.of(what) > 0, `of this it saw nothing: ${what}; it saw ${outcome.tally}`);
    }
  }).timeout(60_000 + runs * 4_000);
});

describe('The model of what instances may answer notices when', () => {
  for (const [broken, sabotage] of Object.entries(sabotages)) {
    it(broken, async () => {
      const outcome = await runModel({ runs: sightedRuns, commands, seed: sightedSeeds[broken] ?? 1, sabotage });
      assert.equal(outcome.details.failed, true, `nothing was noticed; it saw ${outcome.tally}`);
    }).timeout(120_000);
  }
});
