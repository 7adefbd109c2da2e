import { createHash } from 'node:crypto';
import type { AwsCall } from '../endpoint/aws-service.ts';
import { acceptedInput } from './accepted-input.ts';
import { cancelled } from './cancellation.ts';
import { transactionCapacity } from './consumed-capacity.ts';
import { authorizeAll, type DynamoDbContext, existingTables } from './context.ts';
import type { ParsedRequest } from './dynalite-modules.ts';
import { toAwsError, validationError } from './errors.ts';
import { wantsExisting } from './failed-condition.ts';
import { keyOf, singleItem, type Tables } from './item-accesses.ts';
import { largestTransaction } from './item-size.ts';
import type { Reply, WriteStep } from './item-storage.ts';
import { type TransactMember, transactItems } from './transact-items.ts';
import { refuseWrongComparisons } from './unsupported-comparison.ts';

const operations = ['ConditionCheck', 'Put', 'Update', 'Delete'] as const;
type Operation = (typeof operations)[number];

// A condition check takes the members of a delete and is parsed as one; the step it becomes only looks.
const parsedAs = {
  ConditionCheck: { dynalite: 'DeleteItem', step: 'ConditionCheck', action: 'ConditionCheckItem', own: ['Key'] },
  Put: { dynalite: 'PutItem', step: 'PutItem', action: 'PutItem', own: ['Item'] },
  Update: { dynalite: 'UpdateItem', step: 'UpdateItem', action: 'UpdateItem', own: ['Key', 'UpdateExpression'] },
  Delete: { dynalite: 'DeleteItem', step: 'DeleteItem', action: 'DeleteItem', own: ['Key'] },
} as const;

const sharedMembers = [
  'TableName',
  'ConditionExpression',
  'ExpressionAttributeNames',
  'ExpressionAttributeValues',
] as const;

const required: Readonly<Record<Operation, string | null>> = {
  ConditionCheck: 'ConditionExpression',
  Put: null,
  Update: 'UpdateExpression',
  Delete: null,
};

/**
 * TransactWriteItems: all writes or none, isolated from every other write. There is no IAM action of its own: each item is
 * asked as PutItem, UpdateItem, DeleteItem or ConditionCheckItem with its own leading key, before any condition is looked at.
 */
export async function transactWriteItems(context: DynamoDbContext, call: AwsCall): Promise<Reply> {
  call.event.category = 'Data';
  call.event.readOnly = false;
  const input = acceptedInput(call.input);
  const token = clientRequestToken(input);
  const fingerprint = fingerprintOf(input['TransactItems']);
  const items = transactItems(input, operations).map(({ operation, member }) => ({
    operation,
    request: parse(context, operation, member, input['ReturnConsumedCapacity']),
    withExisting: wantsExisting(member),
  }));
  return context.lock.exclusive(async () => {
    const tables = await existingTables(
      context.storage,
      items.map(({ request }) => request.TableName ?? ''),
    );
    refuseRepeatedItems(
      items.map(({ request }) => request),
      tables,
    );
    const accesses = items.map(({ operation, request }) => singleItem(parsedAs[operation].action, request, tables));
    authorizeAll(
      context,
      call,
      accesses.map((access) => ({ ...access, enclosingOperation: 'TransactWriteItems' as const })),
    );
    const caller = call.caller.type === 'anonymous' ? '' : call.caller.arn;
    if (token !== null && context.tokens.alreadyDone(caller, token, fingerprint)) return {};
    const steps = items.map(({ operation, request }): WriteStep => ({ operation: parsedAs[operation].step, request }));
    const reply = await execute(
      context,
      steps,
      items.map(({ withExisting }) => withExisting),
    );
    if (token !== null) context.tokens.done(caller, token, fingerprint);
    return reply;
  });
}

async function execute(
  context: DynamoDbContext,
  steps: readonly WriteStep[],
  withExisting: readonly boolean[],
): Promise<Reply> {
  const outcome = await context.storage.write(steps, largestTransaction);
  if (outcome.written) return transactionCapacity(outcome.replies);
  const whole = outcome.failures.find((failure) => failure !== null && !isReason(failure.error.code));
  if (whole) throw toAwsError(whole.error);
  throw cancelled(outcome.failures, withExisting);
}

/** A missing table or a fault ends the whole call with its own error; the rest are reasons of a cancelled transaction. */
function isReason(code: string): boolean {
  return code === 'ConditionalCheckFailedException' || code === 'ValidationException';
}

function parse(
  context: DynamoDbContext,
  operation: Operation,
  member: TransactMember,
  returnConsumedCapacity: unknown,
): ParsedRequest {
  const { dynalite, own } = parsedAs[operation];
  const needed = required[operation];
  if (needed !== null && typeof member[needed] !== 'string')
    throw validationError(`The parameter '${needed}' is required but was not present in the request`);
  const members = [...sharedMembers, ...own].map((name) => [name, member[name]] as const);
  const request = context.storage.parse(dynalite, {
    ...Object.fromEntries(members),
    ReturnConsumedCapacity: returnConsumedCapacity,
  });
  refuseWrongComparisons(request);
  return request;
}

function refuseRepeatedItems(requests: readonly ParsedRequest[], tables: Tables): void {
  const seen = new Set<string>();
  for (const request of requests) {
    const key = keyOf(request, tables);
    if (key === null) continue;
    if (seen.has(key.identity))
      throw validationError('Transaction request cannot include multiple operations on one item');
    seen.add(key.identity);
  }
}

function clientRequestToken(input: Readonly<Record<string, unknown>>): string | null {
  const token = input['ClientRequestToken'] ?? null;
  if (token === null) return null;
  if (typeof token !== 'string' || token.length < 1 || token.length > 36)
    throw validationError(
      "1 validation error detected: Value at 'clientRequestToken' failed to satisfy constraint: Member must have length between 1 and 36",
    );
  return token;
}

/** Equal for requests that say the same, whatever the order of their members. */
function fingerprintOf(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(inOrder(value)) ?? '')
    .digest('base64');
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, inner]) => [name, inOrder(inner)]);
}
