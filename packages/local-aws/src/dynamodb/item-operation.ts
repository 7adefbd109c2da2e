import type { AwsCall } from '../endpoint/aws-service.ts';
import { acceptedInput } from './accepted-input.ts';
import { authorizeAll, type DynamoDbContext, existingTables } from './context.ts';
import type { ParsedRequest } from './dynalite-modules.ts';
import { validationError } from './errors.ts';
import { failureOf, wantsExisting } from './failed-condition.ts';
import { accessesOf, type ItemOperation, isRead, namedTables } from './item-accesses.ts';
import type { Reply, WriteOperation } from './item-storage.ts';
import { withProjections } from './unprocessed-keys.ts';
import { refuseWrongComparisons } from './unsupported-comparison.ts';

/** One item operation: parse, authorise on exactly what was parsed, execute exactly that. */
export async function itemOperation(context: DynamoDbContext, call: AwsCall, operation: ItemOperation): Promise<Reply> {
  const reading = isRead(operation);
  call.event.category = 'Data';
  call.event.readOnly = reading;
  const input = acceptedInput(call.input);
  const withExisting = !reading && wantsExisting(input);
  const request = context.storage.parse(operation, input);
  refuseWrongComparisons(request);
  const run = async (): Promise<Reply> => {
    const tables = await existingTables(context.storage, namedTables(request));
    authorizeAll(context, call, accessesOf(operation, request, tables));
    if (reading) return withProjections(await context.storage.read(operation, request), input);
    return write(context, operation as WriteOperation, request, withExisting);
  };
  return reading ? context.lock.shared(run) : context.lock.exclusive(run);
}

async function write(
  context: DynamoDbContext,
  operation: WriteOperation,
  request: ParsedRequest,
  withExisting: boolean,
): Promise<Reply> {
  const outcome = await context.storage.write([{ operation, request }]);
  if (outcome.written) return outcome.replies[0] ?? {};
  const [failure] = outcome.failures;
  throw failure ? failureOf(failure, withExisting) : validationError('The request could not be executed');
}
