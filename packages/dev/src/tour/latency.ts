import { performance } from 'node:perf_hooks';
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
  const timed = async (token: string, service: string, key: string): Promise<number> => {
    const started = performance.now();
    await client.call('getConfig', token, { service, key }).catch(() => {}); // NOT_FOUND costs the same way there
    return performance.now() - started;
  };
  const token = system.issuer.mint({ tenant: 'acme', role: 'reader' });
  const times = { cold: [] as number[], warm: [] as number[], cached: [] as number[] };
  await narrator.during(
    'reading',
    (async () => {
      for (let round = 0; round < rounds; round += 1) {
        // A service no session is open for, then another key of it, then that key again.
        const service = `tour-${round}`;
        times.cold.push(await timed(token, service, 'tenant_config_first'));
        times.warm.push(await timed(token, service, 'tenant_config_second'));
        times.cached.push(await timed(token, service, 'tenant_config_second'));
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
    cold > stsMs && warm < stsMs,
    'only the cold read waits for STS',
    `${(cold / warm).toFixed(0)} times the read with a session, ${(cold / cached).toFixed(0)} times the one from memory`,
  );
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
