import { status } from '@grpc/grpc-js';
import { demoTenants } from '../demo/tenants.ts';
import { read, type Stage } from './stage.ts';

/** Each tenant reads the same keys and gets its own values, from both stores. */
export async function ownData({ narrator, system, client }: Stage): Promise<void> {
  narrator.scene('1  Each tenant reads its own', 'the same keys, two tokens; the request names no tenant');
  for (const tenant of demoTenants) {
    const token = system.issuer.mint({ tenant, role: 'reader' });
    for (const key of ['tenant_config_theme', 'param_config_endpoint', 'param_config_db-password']) {
      const outcome = await read(client, token, 'orders', key);
      const other = demoTenants.find((each) => each !== tenant) ?? '';
      const own = outcome.code === status.OK && outcome.text.includes(tenant) && !outcome.text.includes(other);
      narrator.claim(own, `${tenant} reads orders/${key}`, outcome.text);
    }
  }
}
