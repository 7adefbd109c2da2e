import type { AwsCall } from '../endpoint/aws-service.ts';
import { acceptedInput } from './accepted-input.ts';
import { transactionCapacity } from './consumed-capacity.ts';
import { authorizeAll, type DynamoDbContext, existingTables } from './context.ts';
import { singleItem } from './item-accesses.ts';
import type { Reply } from './item-storage.ts';
import { transactItems } from './transact-items.ts';

/** TransactGetItems: up to 100 GetItems that see one state. There is no IAM action of its own; each item is asked. */
export async function transactGetItems(context: DynamoDbContext, call: AwsCall): Promise<Reply> {
  call.event.category = 'Data';
  call.event.readOnly = true;
  const input = acceptedInput(call.input);
  const requests = transactItems(input, ['Get']).map(({ member }) =>
    context.storage.parse('GetItem', {
      TableName: member['TableName'],
      Key: member['Key'],
      ProjectionExpression: member['ProjectionExpression'],
      ExpressionAttributeNames: member['ExpressionAttributeNames'],
      ReturnConsumedCapacity: input['ReturnConsumedCapacity'],
    }),
  );
  // A writer waits for readers to end, so no write comes between two of the reads.
  return context.lock.shared(async () => {
    const tables = await existingTables(
      context.storage,
      requests.map(({ TableName }) => TableName ?? ''),
    );
    const accesses = requests.map((request) => singleItem('GetItem', request, tables));
    authorizeAll(
      context,
      call,
      accesses.map((access) => ({ ...access, enclosingOperation: 'TransactGetItems' as const })),
    );
    const replies: Reply[] = [];
    for (const request of requests) replies.push(await context.storage.read('GetItem', request));
    return {
      Responses: replies.map(({ Item }) => (Item === undefined ? {} : { Item })),
      ...transactionCapacity(replies),
    };
  });
}
