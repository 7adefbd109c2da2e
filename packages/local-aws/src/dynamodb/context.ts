import type { Policy } from '@leasehold/iam-engine';
import type { Deployment } from '@leasehold/policies';
import type { Ask, AwsCall } from '../endpoint/aws-service.ts';
import type { TableStream } from '../streams/table-stream.ts';
import { type Access, askFor } from './access.ts';
import type { TableDescription } from './dynalite-modules.ts';
import { describeItemEvent } from './event-details.ts';
import type { IdempotencyTokens } from './idempotency-tokens.ts';
import type { ItemStorage } from './item-storage.ts';
import type { ReadWriteLock } from './read-write-lock.ts';

/** What every operation of this service works with. */
export interface DynamoDbContext {
  readonly deployment: Deployment;
  /** The resource policy of the deployment's table and its indexes. Other tables have none. */
  readonly tablePolicies: readonly [Policy];
  readonly storage: ItemStorage;
  readonly lock: ReadWriteLock;
  readonly tokens: IdempotencyTokens;
  /** Of the deployment's table. Other tables have none. */
  readonly stream: TableStream;
}

/** Those of the named tables that exist. */
export async function existingTables(
  storage: ItemStorage,
  names: readonly string[],
): Promise<ReadonlyMap<string, TableDescription>> {
  const tables = new Map<string, TableDescription>();
  for (const name of new Set(names)) {
    const table = await storage.table(name);
    if (table !== undefined) tables.set(name, table);
  }
  return tables;
}

/** Records what the call is about, then asks IAM for every access; the first refusal ends the call. */
export function authorizeAll(context: DynamoDbContext, call: AwsCall, accesses: readonly Access[]): void {
  describeItemEvent(call.event, context.deployment, call.operation, accesses);
  for (const access of accesses) authorizeOn(context, call, access.table, askFor(context.deployment, access));
}

/** Asks IAM about a table or what is in it, with the table's own policy where it has one. */
export function authorizeOn(context: DynamoDbContext, call: AwsCall, table: string | undefined, ask: Ask): void {
  call.authorize(table === context.deployment.table ? { ...ask, resourcePolicies: context.tablePolicies } : ask);
}
