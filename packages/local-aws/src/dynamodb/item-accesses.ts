import type { Access } from './access.ts';
import type { Attributes, ParsedRequest, TableDescription } from './dynalite-modules.ts';
import { validationError } from './errors.ts';
import { mentionedAttributes, selected } from './mentioned-attributes.ts';
import { type PrimaryKey, primaryKeyOfItem, primaryKeyOfKey } from './primary-key.ts';
import { queriedPartition } from './query-partition.ts';

/** The tables a request names; a table that does not exist is absent. */
export type Tables = ReadonlyMap<string, TableDescription>;

/** The item operations dynalite executes whole; transactions are authorised item by item with the same functions. */
export type ItemOperation = keyof typeof reads;

const reads = {
  GetItem: true,
  Query: true,
  Scan: true,
  BatchGetItem: true,
  PutItem: false,
  UpdateItem: false,
  DeleteItem: false,
  BatchWriteItem: false,
} as const;

/** Whether `operation` is one on items. */
export function isItemOperation(operation: string): operation is ItemOperation {
  return Object.hasOwn(reads, operation);
}

/** Whether the operation leaves items as they are. */
export function isRead(operation: ItemOperation): boolean {
  return reads[operation];
}

/** The names of the tables a request is about. */
export function namedTables(request: ParsedRequest): readonly string[] {
  return request.RequestItems === undefined ? [request.TableName ?? ''] : Object.keys(request.RequestItems);
}

/**
 * Every IAM action of a request. Each leading key is read from the parsed request that will be executed; a request whose
 * leading keys cannot be told is refused here, before anyone is asked.
 * @throws AwsError ValidationException
 */
export function accessesOf(operation: ItemOperation, request: ParsedRequest, tables: Tables): readonly Access[] {
  switch (operation) {
    case 'BatchGetItem':
      return batchGet(request, tables);
    case 'BatchWriteItem':
      return batchWrite(request, tables);
    case 'Query':
      return [query(request, tables)];
    case 'Scan':
      return [{ ...common('Scan', request), index: request.IndexName, select: selected(request) }];
    default:
      return [singleItem(operation, request, tables)];
  }
}

/** The action on the one item that `Key` or `Item` names. */
export function singleItem(action: string, request: ParsedRequest, tables: Tables): Access {
  const key = keyOf(request, tables);
  return {
    ...common(action, request),
    ...(key === null ? {} : { leadingKeys: [key.leading], keys: [key.shown] }),
    ...(action === 'GetItem' ? { select: selected(request) } : {}),
    returnValues: request.ReturnValues,
  };
}

/** The primary key of `Key` or `Item`; null when there is no such table. @throws AwsError ValidationException */
export function keyOf(request: ParsedRequest, tables: Tables): PrimaryKey | null {
  const table = tables.get(request.TableName ?? '');
  if (table === undefined) return null;
  if (request.Item !== undefined) return primaryKeyOfItem(request.Item, table);
  return primaryKeyOfKey(request.Key ?? {}, table);
}

function common(action: string, request: ParsedRequest): Access {
  return {
    action,
    table: request.TableName ?? '',
    attributes: mentionedAttributes(request),
    returnConsumedCapacity: request.ReturnConsumedCapacity,
    keys: [],
  };
}

function query(request: ParsedRequest, tables: Tables): Access {
  const table = tables.get(request.TableName ?? '');
  const partition = table === undefined ? null : queriedPartition(request, table);
  return {
    ...common('Query', request),
    index: request.IndexName,
    select: selected(request),
    ...(partition === null
      ? {}
      : { leadingKeys: [partition.value], keys: [{ [partition.attribute]: partition.value }] }),
  };
}

interface KeysOfTable extends ParsedRequest {
  readonly Keys: readonly Attributes[];
}

function batchGet(request: ParsedRequest, tables: Tables): Access[] {
  const perTable = Object.entries(request.RequestItems ?? {}) as [string, KeysOfTable][];
  return perTable.map(([name, wanted]) => {
    const table = tables.get(name);
    const keys = table === undefined ? undefined : wanted.Keys.map((key) => primaryKeyOfKey(key, table));
    return {
      ...common('BatchGetItem', { ...request, TableName: name }),
      attributes: [...mentionedAttributes(wanted), ...wanted.Keys.flatMap((key) => Object.keys(key))],
      select: selected(wanted),
      ...keysOfBatch(keys),
    };
  });
}

interface WriteRequest {
  readonly PutRequest?: { readonly Item: Attributes };
  readonly DeleteRequest?: { readonly Key: Attributes };
}

function batchWrite(request: ParsedRequest, tables: Tables): Access[] {
  const perTable = Object.entries(request.RequestItems ?? {}) as [string, readonly WriteRequest[]][];
  return perTable.map(([name, writes]) => {
    const table = tables.get(name);
    const members = writes.map(({ PutRequest: put, DeleteRequest: remove }) => {
      // dynalite would execute the put and forget the delete.
      if ((put === undefined) === (remove === undefined))
        throw validationError(
          'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
        );
      return { item: put?.Item, key: remove?.Key ?? {} };
    });
    const keys =
      table === undefined
        ? undefined
        : members.map(({ item, key }) =>
            item === undefined ? primaryKeyOfKey(key, table) : primaryKeyOfItem(item, table),
          );
    return {
      ...common('BatchWriteItem', { ...request, TableName: name }),
      attributes: members.flatMap(({ item, key }) => Object.keys(item ?? key)),
      ...keysOfBatch(keys),
    };
  });
}

function keysOfBatch(keys: readonly PrimaryKey[] | undefined): Pick<Access, 'leadingKeys' | 'keys'> {
  return { leadingKeys: keys?.map(({ leading }) => leading), keys: keys?.map(({ shown }) => shown) ?? [] };
}
