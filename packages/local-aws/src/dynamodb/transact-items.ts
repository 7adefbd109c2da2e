import { validationError } from './errors.ts';

/** AWS's limit on the actions of one transaction. */
const mostItems = 100;

export type TransactMember = Readonly<Record<string, unknown>>;

/**
 * The members of `TransactItems`, each with the one operation it names.
 * @throws AwsError ValidationException for anything but 1 to 100 members of one known operation each
 */
export function transactItems<Operation extends string>(
  input: Readonly<Record<string, unknown>>,
  operations: readonly Operation[],
): readonly { readonly operation: Operation; readonly member: TransactMember }[] {
  const items = input['TransactItems'];
  if (!Array.isArray(items) || items.length === 0)
    throw validationError(
      "1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
    );
  if (items.length > mostItems)
    throw validationError(
      `1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must have length less than or equal to ${mostItems}`,
    );
  return items.map((item) => {
    const named = isObject(item) ? operations.filter((operation) => isObject(item[operation])) : [];
    const [operation] = named;
    const member = isObject(item) && operation !== undefined ? item[operation] : undefined;
    if (operation === undefined || named.length !== 1 || !isObject(member) || !onlyMember(item, operation))
      throw validationError(`TransactItems can only contain one of ${operations.join(', ')}`);
    return { operation, member };
  });
}

function onlyMember(item: unknown, operation: string): boolean {
  return isObject(item) && Object.entries(item).every(([name, value]) => name === operation || value === null);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
