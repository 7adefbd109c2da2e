import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create, toBinary } from '@bufbuild/protobuf';
import { GetConfigRequestSchema, GetConfigResponseSchema, Source } from '@leasehold/contract';
import { startLocalCloud } from '@leasehold/dev';
import { h2load, type Load } from './h2load.ts';
import type { Measurement, Progress } from './measurement.ts';
import { processCpuMicros } from './process-cpu.ts';
import { type Server, startEcho, startService, warm } from './servers.ts';
import { median, medianRatio } from './statistics.ts';

const path = '/leasehold.config.v1.ConfigService/GetConfig';
const request = { service: 'orders', key: 'tenant_config_theme' };

export interface Plan {
  readonly rounds: number;
  readonly requests: number;
  readonly inFlight: readonly number[];
}

interface Rounds {
  readonly rates: number[];
  /** Microseconds a request. */
  readonly cpus: number[];
}

/**
 * Authenticated, cached GetConfig against a bare grpc-js echo of as many bytes, each server in a process of its own,
 * loaded by h2load over one connection. Rounds take turns; ratios are taken round by round.
 */
export async function grpcThroughput(plan: Plan, progress: Progress): Promise<Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), 'leasehold-bench-'));
  const cloud = await startLocalCloud({ awsPort: 0, issuerPort: 0, dataDir: null, stsLatencyMs: 0 });
  const servers: Server[] = [];
  try {
    const reader = cloud.issuer.mint({ tenant: 'acme', role: 'reader' });
    const writer = cloud.issuer.mint({ tenant: 'acme', role: 'writer' });
    const service = await startService(cloud, folder);
    servers.push(service);
    const reply = await warm(service, { reader, writer }, request);
    if (reply.entry?.source !== Source.CACHE) throw new Error('the value is not cached: this would measure a store');
    const replyBytes = toBinary(GetConfigResponseSchema, reply);
    const echo = await startEcho(replyBytes);
    servers.push(echo);

    const body = join(folder, 'request.bin');
    writeFileSync(body, grpcFrame(toBinary(GetConfigRequestSchema, create(GetConfigRequestSchema, request))));
    const loadOf = ({ port }: Server, inFlight: number): Load => ({
      url: `http://127.0.0.1:${port}${path}`,
      body,
      headers: { authorization: `Bearer ${reader}` },
      requests: plan.requests,
      inFlight,
    });
    const results: Measurement[] = [];
    for (const inFlight of plan.inFlight) {
      const base: Rounds = { rates: [], cpus: [] };
      const ours: Rounds = { rates: [], cpus: [] };
      // Round 0 is the just-in-time compiler's.
      for (let round = 0; round <= plan.rounds; round += 1) {
        progress(`GetConfig and bare echo, ${inFlight} in flight, round ${round} of ${plan.rounds}`);
        for (const [server, rounds] of [
          [echo, base],
          [service, ours],
        ] as const) {
          const one = await measured(server, loadOf(server, inFlight), replyBytes.length);
          if (round === 0) continue;
          rounds.rates.push(one.rate);
          rounds.cpus.push(one.cpu);
        }
      }
      results.push(...compared(base, ours, inFlight, plan));
    }
    return results;
  } finally {
    for (const { child } of servers) child.kill('SIGTERM');
    await cloud.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @throws Error when replies had another size than the right answer: a refusal is fast too. */
async function measured(server: Server, load: Load, replyBytes: number): Promise<{ rate: number; cpu: number }> {
  const before = processCpuMicros(server.pid);
  const { requestsPerSecond, dataBytesPerReply } = await h2load(load);
  const cpu = (processCpuMicros(server.pid) - before) / load.requests;
  // Five bytes of gRPC frame; the age of a cached value takes a few bytes more as it grows.
  const surplus = dataBytesPerReply - 5 - replyBytes;
  if (surplus < -8 || surplus > 8) {
    throw new Error(`${load.url} answered ${dataBytesPerReply} bytes, not about ${replyBytes + 5}: it refused`);
  }
  return { rate: requestsPerSecond, cpu };
}

function compared(base: Rounds, ours: Rounds, inFlight: number, plan: Plan): Measurement[] {
  const note = `median of ${plan.rounds} rounds of ${plan.requests} requests, one connection, ${inFlight} in flight`;
  const figure = (name: string, value: number, unit: string): Measurement => ({ name, value, unit, note });
  return [
    figure(`bare grpc-js echo, ${inFlight} in flight`, median(base.rates), 'requests/s'),
    figure(`cached GetConfig, ${inFlight} in flight`, median(ours.rates), 'requests/s'),
    { ...figure('  of the echo’s requests/s', medianRatio(ours.rates, base.rates), '×'), target: { atLeast: 0.8 } },
    figure('  echo, server CPU', median(base.cpus), 'µs/request'),
    figure('  GetConfig, server CPU', median(ours.cpus), 'µs/request'),
    { ...figure('  of the echo’s server CPU', medianRatio(ours.cpus, base.cpus), '×'), target: { atMost: 1.25 } },
  ];
}

function grpcFrame(message: Uint8Array): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}
