import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { pageOf } from './page.ts';
import { findings } from './scenarios.ts';
import { reportOf } from './table.ts';

// `pnpm simulate`: a table here, the same as JSON and as a page in .leasehold. `--seed` and `--share` (of one instance, more
// is slower and less noisy) may be given.
const { values } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, share: { type: 'string', default: '0.4' } },
});
const terminal = process.stderr.isTTY === true;
const started = performance.now();
let shownAt = 0;
const told = findings({ seed: Number(values.seed), share: Number(values.share) }, (what, done) => {
  if (!terminal || performance.now() - shownAt < 200) return;
  shownAt = performance.now();
  const seconds = Math.round((shownAt - started) / 1_000);
  process.stderr.write(`\r\u001b[K… ${Math.floor(done * 100)} %, ${what}, ${seconds} s`);
});
if (terminal) process.stderr.write('\r\u001b[K');

process.stdout.write(`${reportOf(told)}\n`);
mkdirSync('.leasehold', { recursive: true });
writeFileSync('.leasehold/simulation.json', `${JSON.stringify(told, null, 2)}\n`);
writeFileSync('.leasehold/simulation.html', pageOf(told));
const seconds = ((performance.now() - started) / 1_000).toFixed(0);
process.stdout.write(`${seconds} s; .leasehold/simulation.json has the same, .leasehold/simulation.html as plots\n`);
