import { performance } from 'node:perf_hooks';
import { type ServiceError, status } from '@grpc/grpc-js';
import type { Stage } from './stage.ts';

const rounds = 9;

/** What each cache is worth: the same read with neither, with warm credentials, and with a warm value. */
export async function latency({ narrator, system, client }: Stage): Promise<void> {
  const stsMs = 75;
  narrator.scene(
    '4  What the credential cache is worth',
    `STS takes ${stsMs} ms here, as the real one takes 50-100; medians of ${rounds}, on this machine`,
  );
  system.aws.setStsLatency(stsMs);
  // What was asked of AWS decides the claim; the times are only shown, since a busy machine makes any of them long.
  const asked = { cold: [] as string[], warm: [] as string[], cached: [] as string[] };
  const timed = async (what: keyof typeof asked, service: string, key: string): Promise<number> => {
    const before = system.aws.trail.records().length;
    const started = performance.now();
    await client.call('getConfig', token, { service, key }).catch(onlyNothingStored);
    const milliseconds = performance.now() - started;
    const calls = system.aws.trail.records().slice(before);
    asked[what].push(calls.map(({ eventName }) => eventName).join(' + ') || 'nothing');
    return milliseconds;
  };
  const token = system.issuer.mint({ tenant: 'acme', role: 'reader' });
  const times = { cold: [] as number[], warm: [] as number[], cached: [] as number[] };
  await narrator.during(
    'reading',
    (async () => {
      for (let round = 0; round < rounds; round += 1) {
        // A service no session is open for, then another key of it, then that key again.
        const service = `tour-${round}`;
        times.cold.push(await timed('cold', service, 'tenant_config_first'));
        times.warm.push(await timed('warm', service, 'tenant_config_second'));
        times.cached.push(await timed('cached', service, 'tenant_config_second'));
      }
    })(),
  );
  system.aws.setStsLatency(0);
  const [cold, warm, cached] = [median(times.cold), median(times.warm), median(times.cached)];
  narrator.bars([
    { label: 'cold', milliseconds: cold, note: 'verified token → STS → DynamoDB' },
    { label: 'credentials cached', milliseconds: warm, note: 'DynamoDB, signed with the session at hand' },
    { label: 'value cached', milliseconds: cached, note: "from the tenant's own memory" },
  ]);
  narrator.claim(
    isEach(asked.cold, 'AssumeRoleWithWebIdentity + GetItem') &&
      isEach(asked.warm, 'GetItem') &&
      isEach(asked.cached, 'nothing'),
    'only the cold read waits for STS',
    `AWS was asked for ${asked.cold[0]} when cold, ${asked.warm[0]} with a session, ${asked.cached[0]} with a value`,
  );
}

function isEach(asked: readonly string[], expected: string): boolean {
  return asked.length === rounds && asked.every((each) => each === expected);
}

/** Nothing is stored there, and finding that out costs the same way; a refusal or an outage would not. */
function onlyNothingStored(error: ServiceError): void {
  if (error.code !== status.NOT_FOUND) throw error;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
