import { status } from '@grpc/grpc-js';
import { ConfigClient } from '../client/config-client.ts';
import { localClientId } from '../system/cloud.ts';
import { sabotagedService } from '../system/sabotaged-service.ts';
import { serviceSettings } from '../system/service-settings.ts';
import { type Denial, lookUpDenial, trailDenial } from './denials.ts';
import { read, type Stage } from './stage.ts';

/** The service is broken on purpose, the way the published reference for this pattern leaks; IAM refuses all the same. */
export async function sabotage(stage: Stage): Promise<void> {
  const { narrator, system } = stage;
  narrator.scene(
    '3  Sabotage: the service itself asks for the wrong tenant',
    "its stores are rebuilt to ask for globex's keys, then for its paths, whoever calls; acme calls, with its own token",
  );
  await broken(stage, 'leading-keys', 'tenant_config_theme', async () => trailDenial(system));
  await broken(stage, 'paths', 'param_config_db-password', () => lookUpDenial(system, 'acme'));
}

async function broken(
  { narrator, system }: Stage,
  cross: 'leading-keys' | 'paths',
  key: string,
  recorded: () => Promise<Denial | undefined>,
): Promise<void> {
  const addresses = { grpcPort: 0, aws: system.aws.endpoint, issuer: system.issuer.issuer, audience: localClientId };
  const environment = serviceSettings(system.deployment, addresses);
  const service = sabotagedService({ environment, aws: system.aws, victim: () => 'globex', cross });
  const { port } = await narrator.during('starting the broken service', service.start());
  const client = new ConfigClient(`127.0.0.1:${port}`);

  const globex = await read(client, system.issuer.mint({ tenant: 'globex', role: 'reader' }), 'orders', key);
  narrator.claim(globex.code === status.OK, `control: what it asks for is there, and globex gets it`, globex.text);
  const acme = await read(client, system.issuer.mint({ tenant: 'acme', role: 'reader' }), 'orders', key);
  narrator.claim(acme.code === status.PERMISSION_DENIED, `acme asks for orders/${key}`, acme.text);
  const denial = await recorded();
  narrator.claim(
    denial?.sourceIdentity === 'acme' && denial.asked.includes('globex'),
    "acme's CloudTrail has it",
    denial === undefined ? 'no denial was recorded' : told(denial),
  );
  client.close();
  await service.stop();
}

function told({ eventName, sourceIdentity, asked, message }: Denial): string {
  return `${eventName} by source identity ${sourceIdentity}: ${asked}\n      ${message}`;
}
