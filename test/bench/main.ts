import { mkdirSync, writeFileSync } from 'node:fs';
import { evaluations } from './evaluations.ts';
import { grpcThroughput } from './grpc-throughput.ts';
import { haveH2load } from './h2load.ts';
import { type Measurement, met } from './measurement.ts';
import { renewalLatency } from './renewal-latency.ts';
import { table, thisMachine } from './report.ts';
import { residentSessions } from './resident-sessions.ts';
import { spread } from './spread/spread-row.ts';
import { watchSpread } from './spread/watch-row.ts';
import { uncachedRead } from './uncached-read.ts';
import { vendHit } from './vend-hit.ts';

// `pnpm bench`: everything in one run; a table here, the same as JSON in .leasehold/bench.json. A missed target is told,
// and is no failure: a busy machine is not a defect. `pnpm bench sessions renewal` runs those two, and writes no file.
const terminal = process.stderr.isTTY === true;
const progress = (text: string): void => {
  process.stderr.write(terminal ? `\r\u001b[K… ${text}` : `… ${text}\n`);
};
const rows: Readonly<Record<string, () => Promise<Measurement[]>>> = {
  evaluations: () => evaluations({ rounds: 5, passes: 20_000 }, progress),
  hit: () => vendHit({ rounds: 5, passes: 100 }, progress),
  sessions: () => residentSessions({ sessions: 100_000, rounds: 5, hits: 300_000 }, progress),
  renewal: () => renewalLatency({ tenants: 50, callsPerSecond: 200 }, progress),
  reads: () => uncachedRead({ rounds: 7, calls: 3_000 }, progress),
  spread: () => spread({ instances: 20, tenants: 100, changes: 1_000, perSecond: 5, eventDelayMs: 200 }, progress),
  watchers: () =>
    watchSpread({ watchers: 1_000, instances: [1, 20], changes: 1_000, perSecond: 4, eventDelayMs: 200 }, progress),
  grpc: () => grpcThroughput({ rounds: 7, requests: 40_000, inFlight: [16, 64] }, progress),
};
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(rows, name));
if (unknown.length > 0) {
  process.stderr.write(`no row is named ${unknown.join(', ')}; there are ${Object.keys(rows).join(', ')}\n`);
  process.exit(1);
}
const chosen = Object.entries(rows).filter(([name]) => asked.length === 0 || asked.includes(name));
if (chosen.some(([name]) => name === 'grpc') && !(await haveH2load())) {
  process.stderr.write(
    'h2load is missing, and no other load generator here outruns grpc-js; install it with: apt-get install nghttp2-client\n',
  );
  process.exit(1);
}

const measurements: Measurement[] = [];
for (const [, row] of chosen) measurements.push(...(await row()));
if (terminal) process.stderr.write('\r\u001b[K');

const machine = thisMachine();
process.stdout.write(`${table(machine, measurements)}\n`);
if (asked.length === 0) {
  mkdirSync('.leasehold', { recursive: true });
  const results = measurements.map((measurement) => ({ ...measurement, met: met(measurement) }));
  const file = '.leasehold/bench.json';
  writeFileSync(file, `${JSON.stringify({ at: new Date().toISOString(), machine, results }, null, 2)}\n`);
  process.stdout.write(`${file} has the same, with how each was measured\n`);
}
