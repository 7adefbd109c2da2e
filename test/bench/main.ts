import { mkdirSync, writeFileSync } from 'node:fs';
import { evaluations } from './evaluations.ts';
import { grpcThroughput } from './grpc-throughput.ts';
import { haveH2load } from './h2load.ts';
import { type Measurement, met } from './measurement.ts';
import { renewalLatency } from './renewal-latency.ts';
import { table, thisMachine } from './report.ts';
import { residentSessions } from './resident-sessions.ts';
import { uncachedRead } from './uncached-read.ts';
import { vendHit } from './vend-hit.ts';

// `pnpm bench`: everything in one run; a table here, the same as JSON in .leasehold/bench.json. A missed target is told,
// and is no failure: a busy machine is not a defect.
if (!(await haveH2load())) {
  process.stderr.write(
    'h2load is missing, and no other load generator here outruns grpc-js; install it with: apt-get install nghttp2-client\n',
  );
  process.exit(1);
}

const terminal = process.stderr.isTTY === true;
const progress = (text: string): void => {
  process.stderr.write(terminal ? `\r\u001b[K… ${text}` : `… ${text}\n`);
};
const measurements: Measurement[] = [
  ...(await evaluations({ rounds: 5, passes: 20_000 }, progress)),
  ...(await vendHit({ rounds: 5, passes: 100 }, progress)),
  ...(await residentSessions({ sessions: 100_000, rounds: 5, hits: 300_000 }, progress)),
  ...(await renewalLatency({ tenants: 50, callsPerSecond: 200 }, progress)),
  ...(await uncachedRead({ rounds: 7, calls: 3_000 }, progress)),
  ...(await grpcThroughput({ rounds: 7, requests: 40_000, inFlight: [16, 64] }, progress)),
];
if (terminal) process.stderr.write('\r\u001b[K');

const machine = thisMachine();
process.stdout.write(`${table(machine, measurements)}\n`);
mkdirSync('.leasehold', { recursive: true });
const results = measurements.map((measurement) => ({ ...measurement, met: met(measurement) }));
const file = '.leasehold/bench.json';
writeFileSync(file, `${JSON.stringify({ at: new Date().toISOString(), machine, results }, null, 2)}\n`);
process.stdout.write(`${file} has the same, with how each was measured\n`);
