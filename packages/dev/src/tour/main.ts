import { ConfigClient } from '../client/config-client.ts';
import { seed } from '../demo/seed.ts';
import { demoTenants } from '../demo/tenants.ts';
import { startLocalSystem } from '../system/system.ts';
import { badTokens } from './bad-tokens.ts';
import { behind } from './behind.ts';
import { latency } from './latency.ts';
import { Narrator } from './narrator.ts';
import { ownData } from './own-data.ts';
import { sabotage } from './sabotage.ts';

// Runs by itself on free ports, beside a running `start` if there is one. Exits 1 when a claim did not hold.
// The service's own comparisons with the stores would be among the calls that scenes count.
const onlyAsked = { LEASEHOLD_RECONCILE_MS: '3600000' };
const started = performance.now();
const narrator = new Narrator({
  write: (text) => process.stdout.write(text),
  terminal: process.stdout.isTTY === true,
});
const system = await narrator.during(
  'starting the embedded AWS, the issuer and the service',
  startLocalSystem({ grpcPort: 0, awsPort: 0, issuerPort: 0, dataDir: null, stsLatencyMs: 0, settings: onlyAsked }),
);
const client = new ConfigClient(system.grpc);
try {
  for (const tenant of demoTenants) await seed(client, tenant, system.issuer.mint({ tenant, role: 'admin' }));
  // Scenes look at what AWS is asked: nothing of what was just stored is on its way any more.
  await system.aws.deliveries.settled();
  const stage = { narrator, system, client };
  for (const scene of [ownData, badTokens, sabotage, latency, behind]) await scene(stage);
} finally {
  client.close();
  await system.close();
}
if (!narrator.close((performance.now() - started) / 1000)) process.exitCode = 1;
