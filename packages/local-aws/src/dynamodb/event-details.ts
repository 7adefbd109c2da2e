import type { Deployment } from '@leasehold/policies';
import type { EventDetails } from '../endpoint/aws-service.ts';
import type { Access } from './access.ts';
import { arnOfTable } from './table-names.ts';

/** Item operations are data events; DynamoDB's records of them show keys and never another attribute's value. */
export function describeItemEvent(
  event: EventDetails,
  deployment: Deployment,
  operation: string,
  accesses: readonly Access[],
): void {
  const tables = [...new Set(accesses.map(({ table }) => table))];
  event.resources = tables.map((table) => ({ type: 'AWS::DynamoDB::Table', ARN: arnOfTable(deployment, table) }));
  event.requestParameters = requestParameters(operation, accesses);
}

function requestParameters(operation: string, accesses: readonly Access[]): Record<string, unknown> {
  if (operation.startsWith('Transact'))
    return {
      requestItems: accesses.map(({ action, table, keys }) => ({
        operation: action === 'ConditionCheckItem' ? 'ConditionCheck' : action.replace(/Item$/, ''),
        tableName: table,
        ...(keys[0] === undefined ? {} : { key: keys[0] }),
      })),
    };
  if (operation.startsWith('Batch'))
    return { requestItems: Object.fromEntries(accesses.map(({ table, keys }) => [table, { keys }])) };
  const [access] = accesses;
  return {
    tableName: access?.table,
    ...(access?.index === undefined ? {} : { indexName: access.index }),
    ...(access?.keys[0] === undefined ? {} : { key: access.keys[0] }),
  };
}

/** CloudTrail writes members in lower camel case, at every level. */
export function inEventCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inEventCase);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name.charAt(0).toLowerCase() + name.slice(1), inEventCase(inner)]),
  );
}
