import type { ParsedRequest, TableDescription } from './dynalite-modules.ts';
import { validationError } from './errors.ts';
import { keyElements } from './primary-key.ts';

/** The one partition a Query reads. */
interface QueriedPartition {
  readonly attribute: string;
  readonly value: string;
}

/**
 * The partition of a Query, read from the very condition dynalite's action turns into a key range, so no alias, operand
 * order or duplicate can make the authorised partition differ from the executed one. Null when the named index does not
 * exist; then the action can only refuse.
 * @throws AwsError ValidationException when the condition does not fix exactly one partition, or the page starts elsewhere
 */
export function queriedPartition(request: ParsedRequest, table: TableDescription): QueriedPartition | null {
  const schema = schemaOf(request, table);
  if (schema === null) return null;
  const [hash] = keyElements(table, schema);
  if (hash === undefined) throw validationError('The table has no partition key');
  const conditions = request.KeyConditions ?? {};
  const condition = Object.hasOwn(conditions, hash.name) ? conditions[hash.name] : undefined;
  if (condition === undefined) throw validationError(`Query condition missed key schema element: ${hash.name}`);
  if (condition.ComparisonOperator !== 'EQ' || condition.AttributeValueList?.length !== 1)
    throw validationError('Query key condition not supported');
  const [operand] = condition.AttributeValueList;
  const value = operand?.[hash.type];
  if (operand === undefined || typeof value !== 'string' || Object.keys(operand).length !== 1)
    throw validationError(
      'One or more parameter values were invalid: Condition parameter type does not match schema type',
    );
  const start = request.ExclusiveStartKey;
  if (start !== undefined && start[hash.name]?.[hash.type] !== value)
    throw validationError('The provided starting key is outside query boundaries based on provided conditions');
  return { attribute: hash.name, value };
}

function schemaOf(request: ParsedRequest, table: TableDescription) {
  if (request.IndexName === undefined) return table.KeySchema;
  const indexes = [...(table.GlobalSecondaryIndexes ?? []), ...(table.LocalSecondaryIndexes ?? [])];
  return indexes.find(({ IndexName }) => IndexName === request.IndexName)?.KeySchema ?? null;
}
