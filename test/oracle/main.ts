import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { fuzz } from './fuzz.ts';
import { judge } from './judge.ts';
import { startOracle } from './oracle-process.ts';
import type { Pair } from './pair.ts';
import { progressOf } from './progress.ts';
import { complaintOf, reportOf } from './report.ts';
import { fuzzPairs, fuzzSeed } from './settings.ts';
import { shrink } from './shrink.ts';
import { ourEngine } from './verdict.ts';

// The nightly run: 100,000 pairs with a new seed, or `--pairs` and `--seed`; or `--pair FILE`, one pair again.
const { values } = parseArgs({
  options: { pairs: { type: 'string' }, seed: { type: 'string' }, pair: { type: 'string' } },
});
const oracle = startOracle();
try {
  if (values.pair !== undefined) await replay(JSON.parse(readFileSync(values.pair, 'utf8')) as Pair);
  else await run(Number(values.pairs ?? fuzzPairs(100_000)), Number(values.seed ?? fuzzSeed(Date.now() % 2 ** 31)));
} finally {
  await oracle.close();
}

async function replay(pair: Pair): Promise<void> {
  const [judged] = await judge([pair], ourEngine, oracle);
  process.stdout.write(`${JSON.stringify({ ...judged, pair: undefined }, null, 2)}\n`);
  process.exitCode = judged?.outcome === 'unexplained' ? 1 : 0;
}

async function run(count: number, seed: number): Promise<void> {
  const started = performance.now();
  const findings = await fuzz({ count, seed, engine: ourEngine, oracle }, progressOf(count));
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(`${reportOf(findings)}\n${seconds} s\n`);
  for (const judged of findings.unexplained.slice(0, 3)) {
    process.stdout.write(`${complaintOf(judged, await shrink(judged.pair, ourEngine, oracle), seed)}\n`);
  }
  process.exitCode = findings.unexplained.length === 0 ? 0 : 1;
}
