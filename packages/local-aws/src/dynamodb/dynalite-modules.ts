import { createRequire } from 'node:module';

/*
 * dynalite (Apache-2.0) is CommonJS without types or an `exports` map. Its validations and actions are used directly, not
 * its HTTP handler: a request is then parsed once, and the very object that was authorised is the one that is executed.
 * This file is the only place that knows its module layout; `dynalite-contract.test.ts` goes red when a version moves it.
 */

/** `{"S": "text"}`, `{"N": "1"}`, …: exactly one type once dynalite has validated it. */
export type AttributeValue = Readonly<Record<string, unknown>>;

/** An item or a key: attribute name to value. */
export type Attributes = Readonly<Record<string, AttributeValue>>;

export interface KeySchemaElement {
  readonly AttributeName: string;
}

interface IndexDescription {
  readonly IndexName: string;
  readonly KeySchema: readonly KeySchemaElement[];
}

/** What dynalite keeps of a table, as far as it is read here. */
export interface TableDescription {
  readonly TableName: string;
  readonly TableStatus: string;
  readonly KeySchema: readonly KeySchemaElement[];
  readonly AttributeDefinitions: readonly { readonly AttributeName: string; readonly AttributeType: string }[];
  readonly GlobalSecondaryIndexes?: readonly IndexDescription[];
  readonly LocalSecondaryIndexes?: readonly IndexDescription[];
}

/** A parsed path: `['a', 'b', 0]` for `a.b[0]`. */
type DocumentPath = readonly (string | number)[];

interface KeyCondition {
  readonly ComparisonOperator: string;
  readonly AttributeValueList?: readonly AttributeValue[];
}

/** A parsed condition or filter: its tree, and the top-level attributes it mentions. */
interface ParsedCondition {
  readonly expression: unknown;
  readonly pathHeads: Readonly<Record<string, unknown>>;
}

/** A request after dynalite's validation; underscored members are its parsed expressions, never the caller's own. */
export interface ParsedRequest {
  readonly TableName?: string;
  readonly IndexName?: string;
  readonly Key?: Attributes;
  readonly Item?: Attributes;
  readonly Select?: string;
  readonly ReturnValues?: string;
  readonly ReturnConsumedCapacity?: string;
  readonly ConditionalOperator?: string;
  readonly AttributesToGet?: readonly string[];
  readonly Expected?: Readonly<Record<string, unknown>>;
  readonly AttributeUpdates?: Readonly<Record<string, unknown>>;
  readonly QueryFilter?: Readonly<Record<string, unknown>>;
  readonly ScanFilter?: Readonly<Record<string, unknown>>;
  readonly KeyConditions?: Readonly<Record<string, KeyCondition>>;
  readonly ExclusiveStartKey?: Attributes;
  readonly RequestItems?: Readonly<Record<string, unknown>>;
  readonly _projection?: { readonly paths: readonly (DocumentPath | string)[] };
  readonly _condition?: ParsedCondition;
  readonly _filter?: ParsedCondition;
  readonly _updates?: { readonly sections: readonly unknown[] };
}

/** The error shape dynalite throws and passes to callbacks; anything else is a fault of its own. */
export interface DynaliteError {
  readonly statusCode: number;
  readonly body: { readonly __type: string; readonly message?: string; readonly Message?: string };
}

type Callback = (error: unknown, value?: unknown) => void;

/** The sub-database interface dynalite's actions call. */
export interface SubDatabase {
  get(key: string, callback: Callback): void;
  put(key: string, value: unknown, callback: Callback): void;
  del(key: string, callback: Callback): void;
  lock(key: string, work: (release: (callback: Callback) => Callback) => void): void;
  createValueStream(range: Readonly<Record<string, unknown>>): unknown;
}

/** The store interface dynalite's actions call. */
export interface ActionStore {
  readonly options: { readonly maxItemSize: number };
  getTable(name: string, checkStatus: unknown, callback?: Callback): void;
  getItemDb(table: string): SubDatabase;
  getIndexDb(kind: string, table: string, index: string): SubDatabase;
}

/** dynalite's own store, and the LevelDB (or in-memory) database under it. */
export interface DynaliteStore extends ActionStore {
  readonly db: {
    open(): Promise<void>;
    close(): Promise<void>;
    get(key: string): Promise<unknown>;
    batch(operations: readonly unknown[]): Promise<void>;
    values(range: Readonly<Record<string, unknown>>): AsyncIterable<unknown>;
  };
  readonly tableDb: {
    awsAccountId: string;
    awsRegion: string;
    put(key: string, value: unknown, callback: Callback): void;
  };
}

interface Database {
  create(options: Readonly<Record<string, unknown>>): DynaliteStore;
  validateKey(key: Attributes, table: TableDescription): unknown;
  validateItem(item: Attributes, table: TableDescription): unknown;
  createKey(key: Attributes, table: TableDescription): string;
  checkConditional(request: ParsedRequest, existing: unknown): unknown;
  validationError(message: string): unknown;
}

interface Validations {
  checkTypes(input: Record<string, unknown>, types: unknown): ParsedRequest;
  checkValidations(request: ParsedRequest, types: unknown, custom: unknown, store: ActionStore): void;
}

interface OperationValidation {
  readonly types: unknown;
  readonly custom?: unknown;
}

type Action = (store: ActionStore, request: ParsedRequest, callback: Callback) => void;

const load = createRequire(import.meta.url);

export const database: Database = load('dynalite/db');
export const validations: Validations = load('dynalite/validations');

/** The operations this DynamoDB hands to dynalite; transactions are composed of them, see `transact-write.ts`. */
export const dynaliteOperations = [
  'BatchGetItem',
  'BatchWriteItem',
  'CreateTable',
  'DeleteItem',
  'DeleteTable',
  'DescribeTable',
  'DescribeTimeToLive',
  'GetItem',
  'ListTables',
  'PutItem',
  'Query',
  'Scan',
  'UpdateItem',
  'UpdateTable',
] as const;

export type DynaliteOperation = (typeof dynaliteOperations)[number];

function fileOf(operation: DynaliteOperation): string {
  return operation.charAt(0).toLowerCase() + operation.slice(1);
}

/** The action of an operation. */
export function actionOf(operation: DynaliteOperation): Action {
  return load(`dynalite/actions/${fileOf(operation)}`);
}

/** The declared types and the custom check of an operation's input. */
export function validationOf(operation: DynaliteOperation): OperationValidation {
  return load(`dynalite/validations/${fileOf(operation)}`);
}
