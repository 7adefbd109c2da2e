import { setTimeout as wait } from 'node:timers/promises';
import { ConfigClient, startLocalSystem } from '@leasehold/dev';
import type { Measurement, Progress } from './measurement.ts';
import { median, medianRatio } from './statistics.ts';

/** The shortest sessions that are accepted; with half of it left, less up to a fifth of that by chance, each is renewed. */
const sessionSeconds = 64;
const stsLatencyMs = 80;
const request = { service: 'orders', tag: 1 } as const;

/** When calls are compared, in seconds since the sessions were opened: while all are fresh, and while all are renewed. */
const windows = [
  { steady: [5, 30], renewed: [32, 39.5] },
  { steady: [42, 62], renewed: [64, 78] },
] as const;

/**
 * Latency of reads that need a session, through gRPC, while nothing is renewed and while every session is: the service in a
 * process of its own under steady traffic, well below what it can do.
 */
export async function renewalLatency(
  plan: { readonly tenants: number; readonly callsPerSecond: number },
  progress: Progress,
): Promise<Measurement[]> {
  const system = await startLocalSystem({ awsPort: 0, issuerPort: 0, grpcPort: 0, dataDir: null, stsLatencyMs });
  const client = new ConfigClient(system.grpc);
  try {
    const fault = { kind: 'short-credentials', seconds: sessionSeconds } as const;
    system.aws.faults.inject({ service: 'sts', fault, times: Number.POSITIVE_INFINITY });
    const tokens = Array.from({ length: plan.tenants }, (_, index) =>
      system.issuer.mint({ tenant: `tenant-${index}`, role: 'reader' }),
    );
    await client.ready(20_000);
    await Promise.all(tokens.map((token) => client.call('listConfigs', token, request)));
    const openedAt = performance.now();
    const calls: { readonly at: number; readonly ms: number }[] = [];
    const timed = async (index: number): Promise<void> => {
      const began = performance.now();
      await client.call('listConfigs', tokens[index % tokens.length] ?? '', request);
      calls.push({ at: (began - openedAt) / 1_000, ms: performance.now() - began });
    };
    const all: Promise<void>[] = [];
    const lastSecond = Math.max(...windows.map(({ renewed }) => renewed[1]));
    for (let count = 0; count < lastSecond * plan.callsPerSecond; count++) {
      const ahead = openedAt + (count * 1_000) / plan.callsPerSecond - performance.now();
      if (ahead > 1) await wait(ahead);
      if (count % (10 * plan.callsPerSecond) === 0)
        progress(`renewals under traffic, ${count / plan.callsPerSecond} s`);
      all.push(timed(count));
    }
    // A call that failed ends the measurement: none may.
    await Promise.all(all);
    const asked = system.aws.counts.total({ service: 'sts', outcome: 'ok' });
    const p99 = (from: number, to: number): number =>
      percentile(
        calls.filter(({ at }) => at >= from && at < to).map(({ ms }) => ms),
        0.99,
      );
    const steady = windows.map(({ steady: [from, to] }) => p99(from, to));
    const renewed = windows.map(({ renewed: [from, to] }) => p99(from, to));
    const note = `${windows.length} renewals of ${plan.tenants} sessions, ${plan.callsPerSecond} uncached reads a second, STS takes ${stsLatencyMs} ms and was asked ${asked} times`;
    return [
      { name: 'uncached read, p99, sessions fresh', value: median(steady), unit: 'ms', note },
      { name: 'uncached read, p99, sessions being renewed', value: median(renewed), unit: 'ms', note },
      { name: '  of the steady p99', value: medianRatio(renewed, steady), unit: '×', target: { atMost: 1.1 }, note },
    ];
  } finally {
    client.close();
    await system.close();
  }
}

function percentile(values: readonly number[], part: number): number {
  const found = [...values].sort((a, b) => a - b)[Math.floor(values.length * part)];
  if (found === undefined) throw new RangeError('no calls in this window');
  return found;
}
