import type { Deployment } from '@leasehold/policies';
import type { Ask } from '../endpoint/aws-service.ts';
import { arnOfTable } from './table-names.ts';

/** One IAM action on one table or index, with everything of the request that a policy may ask about. */
export interface Access {
  /** Without the service prefix: `GetItem`. */
  readonly action: string;
  readonly table: string;
  readonly index?: string | undefined;
  /** The distinct partition keys; absent where DynamoDB carries none (Scan) or none can be known (no such table). */
  readonly leadingKeys?: readonly string[] | undefined;
  /** Top-level attribute names the request mentions. */
  readonly attributes?: readonly string[] | undefined;
  readonly select?: string | undefined;
  readonly returnValues?: string | undefined;
  readonly returnConsumedCapacity?: string | undefined;
  readonly enclosingOperation?: 'TransactGetItems' | 'TransactWriteItems' | undefined;
  /** For the event: the primary keys, values plain as CloudTrail shows them. */
  readonly keys: readonly Readonly<Record<string, unknown>>[];
}

/**
 * The IAM question of an access, with the condition keys of AWS's service authorization reference for DynamoDB. A key the
 * request does not determine is absent, so `Null` conditions can tell.
 */
export function askFor(deployment: Deployment, access: Access): Ask {
  const context: Record<string, string | readonly string[]> = {};
  if (access.leadingKeys !== undefined) context['dynamodb:LeadingKeys'] = [...new Set(access.leadingKeys)];
  if (access.attributes?.length) context['dynamodb:Attributes'] = [...new Set(access.attributes)];
  if (access.select !== undefined) context['dynamodb:Select'] = access.select;
  if (access.returnValues !== undefined) context['dynamodb:ReturnValues'] = access.returnValues;
  if (access.returnConsumedCapacity !== undefined)
    context['dynamodb:ReturnConsumedCapacity'] = access.returnConsumedCapacity;
  if (access.enclosingOperation !== undefined) context['dynamodb:EnclosingOperation'] = access.enclosingOperation;
  return {
    action: `dynamodb:${access.action}`,
    resource: arnOfTable(deployment, access.table, access.index),
    context,
  };
}
