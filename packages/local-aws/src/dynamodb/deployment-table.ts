import type { Deployment } from '@leasehold/policies';
import type { DynaliteStorage } from './dynalite-storage.ts';

/** The deployment's table exists and is active afterwards; items of an earlier run stay. */
export async function ensureDeploymentTable(storage: DynaliteStorage, deployment: Deployment): Promise<void> {
  const found = await storage.table(deployment.table);
  if (found === undefined)
    await storage.manage(
      'CreateTable',
      storage.parse('CreateTable', {
        TableName: deployment.table,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'S' },
        ],
      }),
    );
  // dynalite activates a table a moment later, or never if the process ended before.
  if (found?.TableStatus !== 'ACTIVE') await storage.activate(deployment.table);
}
