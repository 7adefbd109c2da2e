import { type Attributes, database, type KeySchemaElement, type TableDescription } from './dynalite-modules.ts';
import { toAwsError, validationError } from './errors.ts';

/** An item's primary key: what is authorised (`leading`), and what is shown in events (`shown`). */
export interface PrimaryKey {
  readonly leading: string;
  readonly shown: Readonly<Record<string, unknown>>;
  /** Equal for two requests exactly when they name the same stored item of the table. */
  readonly identity: string;
}

/** The schema element with its declared type: `S`, `N` or `B`. */
interface KeyElement {
  readonly name: string;
  readonly type: string;
}

/** The elements of a key schema of the table, partition key first. */
export function keyElements(table: TableDescription, schema: readonly KeySchemaElement[]): readonly KeyElement[] {
  return schema.map(({ AttributeName: name }) => {
    const definition = table.AttributeDefinitions.find(({ AttributeName }) => AttributeName === name);
    if (definition === undefined) throw validationError(`The table has no definition of its key attribute ${name}`);
    return { name, type: definition.AttributeType };
  });
}

// In bytes; dynalite compares lengths of UTF-16 text.
const longestKey = [2048, 1024] as const;

function primaryKey(attributes: Attributes, table: TableDescription): PrimaryKey {
  const shown: Record<string, unknown> = {};
  const values = keyElements(table, table.KeySchema).map(({ name, type }, position) => {
    const value = Object.hasOwn(attributes, name) ? attributes[name]?.[type] : undefined;
    if (typeof value !== 'string') throw validationError('The provided key element does not match the schema');
    if (type === 'S' && Buffer.byteLength(value) > (longestKey[position] ?? 0))
      throw validationError(
        position === 0
          ? 'One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes'
          : 'One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit of 1024 bytes',
      );
    shown[name] = value;
    return value;
  });
  const [leading] = values;
  if (leading === undefined) throw validationError('The table has no partition key');
  return { leading, shown, identity: `${table.TableName} ${database.createKey(attributes, table)}` };
}

/** The primary key of a `Key` member. @throws AwsError ValidationException when it is not exactly the table's key */
export function primaryKeyOfKey(key: Attributes, table: TableDescription): PrimaryKey {
  const refused = database.validateKey(key, table);
  if (refused) throw toAwsError(refused);
  return primaryKey(key, table);
}

/** The primary key inside an `Item` member. @throws AwsError ValidationException when a part is missing or mistyped */
export function primaryKeyOfItem(item: Attributes, table: TableDescription): PrimaryKey {
  const refused = database.validateItem(item, table);
  if (refused) throw toAwsError(refused);
  return primaryKey(item, table);
}
