import type { AwsCall } from '../endpoint/aws-service.ts';
import type { TableStream } from '../streams/table-stream.ts';
import { acceptedInput } from './accepted-input.ts';
import { authorizeOn, type DynamoDbContext } from './context.ts';
import { unknownOperation, validationError } from './errors.ts';
import { inEventCase } from './event-details.ts';
import type { Reply } from './item-storage.ts';
import { arnOfTable } from './table-names.ts';

const readOnly = {
  CreateTable: false,
  DeleteTable: false,
  UpdateTable: false,
  DescribeTable: true,
  DescribeTimeToLive: true,
  ListTables: true,
} as const;

/** The operations on tables that are executed. */
type TableOperation = keyof typeof readOnly;

// dynalite would leave these out without a word; whoever asks for encryption or a stream must learn that there is none but
// the deployment's.
const unsupported = [
  'StreamSpecification',
  'SSESpecification',
  'DeletionProtectionEnabled',
  'TableClass',
  'ResourcePolicy',
  'OnDemandThroughput',
  'WarmThroughput',
  'ReplicaUpdates',
  'Tags',
];

/** Whether `operation` is one on tables. */
export function isTableOperation(operation: string): operation is TableOperation {
  return Object.hasOwn(readOnly, operation);
}

/** One operation on tables: asked of IAM on the table's ARN (`*` for ListTables), then left to dynalite. */
export async function tableOperation(
  context: DynamoDbContext,
  call: AwsCall,
  operation: TableOperation,
): Promise<Reply> {
  call.event.category = 'Management';
  call.event.readOnly = readOnly[operation];
  const input = acceptedInput(call.input);
  call.event.requestParameters = inEventCase(input) as Record<string, unknown>;
  for (const member of unsupported)
    if (input[member] !== undefined && input[member] !== null)
      throw validationError(`${member} is not supported by the embedded DynamoDB`);
  const request = context.storage.parse(operation, input);
  authorizeTable(context, call, operation, request.TableName);
  const manage = () => context.storage.manage(operation, request);
  const reply = await (readOnly[operation] ? context.lock.shared(manage) : context.lock.exclusive(manage));
  // dynalite goes on changing its description of a table after the reply.
  const copy = withStream(context.stream, structuredClone(reply));
  if (!readOnly[operation]) call.event.responseElements = inEventCase(copy) as Record<string, unknown>;
  return copy;
}

/**
 * UpdateTimeToLive is asked of IAM and then refused: items would have to disappear, and they do not here.
 * @throws AwsError always
 */
export async function updateTimeToLive(context: DynamoDbContext, call: AwsCall): Promise<never> {
  call.event.category = 'Management';
  const { TableName: table } = context.storage.parse('DescribeTimeToLive', acceptedInput(call.input));
  authorizeTable(context, call, 'UpdateTimeToLive', table);
  throw unknownOperation('UpdateTimeToLive');
}

/** A description of the deployment's table says which stream it has. */
function withStream(stream: TableStream, reply: Reply): Reply {
  const described = (['Table', 'TableDescription'] as const).find((member) => reply[member] !== undefined);
  if (described === undefined) return reply;
  const description = reply[described] as Readonly<Record<string, unknown>>;
  if (description['TableName'] !== stream.table) return reply;
  return {
    ...reply,
    [described]: {
      ...description,
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' },
      LatestStreamLabel: stream.label,
      LatestStreamArn: stream.arn,
    },
  };
}

function authorizeTable(context: DynamoDbContext, call: AwsCall, action: string, table: string | undefined): void {
  const resource = action === 'ListTables' || table === undefined ? '*' : arnOfTable(context.deployment, table);
  if (resource !== '*') call.event.resources = [{ type: 'AWS::DynamoDB::Table', ARN: resource }];
  authorizeOn(context, call, table, { action: `dynamodb:${action}`, resource });
}
