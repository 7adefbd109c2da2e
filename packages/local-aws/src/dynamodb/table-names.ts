import type { Deployment } from '@leasehold/policies';

/** The table's ARN; an index is below it. */
export function arnOfTable(deployment: Deployment, table: string, index?: string): string {
  const arn = `arn:${deployment.partition}:dynamodb:${deployment.region}:${deployment.account}:table/${table}`;
  return index === undefined ? arn : `${arn}/index/${index}`;
}
