import type { AwsError } from '../endpoint/aws-error.ts';
import type { Attributes, DynaliteOperation, ParsedRequest, TableDescription } from './dynalite-modules.ts';

/** The body of a reply. */
export type Reply = Readonly<Record<string, unknown>>;

export type WriteOperation = 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'BatchWriteItem';

/** One step of an all-or-nothing write. */
export interface WriteStep {
  readonly operation: WriteOperation | 'ConditionCheck';
  readonly request: ParsedRequest;
}

/** Why a step could not be done, and the item as it was if that was its condition. */
export interface StepFailure {
  readonly error: AwsError;
  readonly existing: Attributes | undefined;
}

/** Either every step was written, or none and at least one entry says why. */
export type WriteOutcome =
  | { readonly written: true; readonly replies: readonly Reply[] }
  | { readonly written: false; readonly failures: readonly (StepFailure | null)[] };

/**
 * Where tables and items are kept. It knows no callers: authorisation and isolation come before it. All errors are
 * `AwsError`s in DynamoDB's own codes.
 */
export interface ItemStorage {
  /** The request, validated and with its expressions parsed; input it does not know is left out. Touches no data. */
  parse(operation: DynaliteOperation, input: Record<string, unknown>): ParsedRequest;
  /** The table, or undefined when there is none of that name. */
  table(name: string): Promise<TableDescription | undefined>;
  /** GetItem, BatchGetItem, Query or Scan. */
  read(operation: DynaliteOperation, request: ParsedRequest): Promise<Reply>;
  /** All steps or none, in one atomic batch. @throws AwsError ValidationException when `limit` bytes are exceeded */
  write(steps: readonly WriteStep[], limit?: number): Promise<WriteOutcome>;
  /** Operations on tables and their tags. */
  manage(operation: DynaliteOperation, request: ParsedRequest): Promise<Reply>;
  close(): Promise<void>;
}
