import { AwsError } from '../endpoint/aws-error.ts';
import type { AwsCall, AwsService } from '../endpoint/aws-service.ts';
import { isStreamOperation, streamOperation } from '../streams/stream-operation.ts';
import type { DynamoDbContext } from './context.ts';
import { unknownOperation } from './errors.ts';
import { isItemOperation } from './item-accesses.ts';
import { itemOperation } from './item-operation.ts';
import type { Reply } from './item-storage.ts';
import { partiql, partiqlOperations } from './partiql.ts';
import { isTableOperation, tableOperation, updateTimeToLive } from './table-operation.ts';
import { transactGetItems } from './transact-get.ts';
import { transactWriteItems } from './transact-write.ts';

/** DynamoDB behind the endpoint: every operation asks IAM before it touches an item or a table. */
export class DynamoDbService implements AwsService {
  readonly signingName = 'dynamodb';
  readonly eventSource = 'dynamodb.amazonaws.com';
  readonly accessDeniedCode = 'AccessDeniedException';
  readonly #context: DynamoDbContext;

  constructor(context: DynamoDbContext) {
    this.#context = context;
  }

  async handle(call: AwsCall): Promise<Reply> {
    try {
      return await this.#handle(call);
    } catch (error) {
      // A fault of dynalite's own: the endpoint reports it whole to whoever runs it, and tells the caller nothing of it.
      if (error instanceof AwsError && error.status === 500) throw error.cause ?? error;
      throw error;
    }
  }

  /** Waits for what is under way. */
  async close(): Promise<void> {
    await this.#context.lock.exclusive(() => this.#context.storage.close());
  }

  async #handle(call: AwsCall): Promise<Reply> {
    const { operation } = call;
    if (isItemOperation(operation)) return itemOperation(this.#context, call, operation);
    if (operation === 'TransactGetItems') return transactGetItems(this.#context, call);
    if (operation === 'TransactWriteItems') return transactWriteItems(this.#context, call);
    if (isStreamOperation(operation)) return streamOperation(this.#context.stream, call, operation);
    if (isTableOperation(operation)) return tableOperation(this.#context, call, operation);
    if (operation === 'UpdateTimeToLive') return updateTimeToLive(this.#context, call);
    if (partiqlOperations.some((known) => known === operation)) return partiql(this.#context, call);
    throw unknownOperation(operation);
  }
}
