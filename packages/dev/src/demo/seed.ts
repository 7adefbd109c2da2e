import { type ServiceError, status } from '@grpc/grpc-js';
import { SensitivityCode } from '@leasehold/contract';
import type { ConfigClient } from '../client/config-client.ts';
import { type DemoTenant, demoEntries } from './tenants.ts';

/**
 * Stores a demo tenant's configuration the way any writer would: through the service, with an admin's token. What a
 * kept data folder already holds stays as it is.
 */
export async function seed(client: ConfigClient, tenant: DemoTenant, adminToken: string): Promise<void> {
  await Promise.all(
    demoEntries(tenant).map(async ({ sensitive, ...entry }) => {
      const sensitivity = sensitive ? SensitivityCode.SENSITIVE : SensitivityCode.NORMAL;
      try {
        await client.call('putConfig', adminToken, { ...entry, sensitivity, expectedVersion: 0n });
      } catch (error) {
        if ((error as ServiceError).code !== status.ABORTED) throw error;
      }
    }),
  );
}
