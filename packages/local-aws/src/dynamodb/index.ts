import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { loadPolicy } from '@leasehold/iam-engine';
import type { PolicySet } from '@leasehold/policies';
import type { AwsService } from '../endpoint/aws-service.ts';
import { TableStream } from '../streams/table-stream.ts';
import { ensureDeploymentTable } from './deployment-table.ts';
import { DynaliteStorage, openDynalite } from './dynalite-storage.ts';
import { DynamoDbService } from './dynamodb-service.ts';
import { IdempotencyTokens } from './idempotency-tokens.ts';
import { ReadWriteLock } from './read-write-lock.ts';

interface DynamoDbOptions {
  /** Names, and the resource policy of the deployment's table. */
  readonly policies: PolicySet;
  /** Where tables survive a restart, in a folder `dynamodb` below; in memory when absent. */
  readonly dataDir?: string;
  /** Milliseconds since the epoch; how long a client request token counts is measured by it. */
  readonly now: () => number;
  /** Where the writes to the deployment's table are recorded; one of its own when absent. */
  readonly stream?: TableStream;
}

/**
 * The embedded DynamoDB with the deployment's table (`pk`, `sk`, on demand) ready. One process at a time may use a data
 * directory. @throws Error when the data cannot be opened; PolicyGrammarError for a table policy AWS would not store
 */
export async function createDynamoDbService(options: DynamoDbOptions): Promise<AwsService> {
  const { policies, dataDir, now } = options;
  const { deployment, documents } = policies;
  const { stream = new TableStream(deployment, now) } = options;
  const tablePolicy = loadPolicy('tenant-table', 'resource', documents['tenant-table']);
  const directory = dataDir === undefined ? undefined : join(dataDir, 'dynamodb');
  // LevelDB leaves the mode of its files to the umask, so the folder is what keeps other users of this machine out.
  if (directory !== undefined) {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await chmod(directory, 0o700);
  }
  const storage = new DynaliteStorage(await openDynalite(deployment, directory), (writes) => stream.committed(writes));
  try {
    await ensureDeploymentTable(storage, deployment);
  } catch (error) {
    await storage.close();
    throw error;
  }
  return new DynamoDbService({
    deployment,
    tablePolicies: [tablePolicy],
    storage,
    lock: new ReadWriteLock(),
    tokens: new IdempotencyTokens(now),
    stream,
  });
}
