import type { Deployment } from '@leasehold/policies';
import { AwsError } from '../endpoint/aws-error.ts';
import type { AwsCall, AwsService } from '../endpoint/aws-service.ts';
import { type LocalQueue, type ReceivedMessage, retentionSeconds, visibilitySeconds } from './queue.ts';
import type { Queues } from './queues.ts';

type Reply = Readonly<Record<string, unknown>>;

interface SqsOptions {
  readonly deployment: Deployment;
  readonly queues: Queues;
  /** Where a client finds this account: `http://127.0.0.1:<port>`. */
  readonly endpoint: () => string;
}

/** 1 MiB, SQS's limit on a message since 2025; the endpoint takes no larger body either. */
const largestMessage = 1_048_576;

/**
 * The embedded SQS, as much of it as a queue of failures needs: GetQueueUrl, GetQueueAttributes, SendMessage, ReceiveMessage and
 * DeleteMessage in the JSON protocol. Standard queues only; a receive answers at once, however long it was ready to wait.
 */
export function createSqsService(options: SqsOptions): AwsService {
  return {
    signingName: 'sqs',
    eventSource: 'sqs.amazonaws.com',
    accessDeniedCode: 'AccessDeniedException',
    async handle(call) {
      if (!Object.hasOwn(operations, call.operation)) {
        throw new AwsError('UnknownOperationException', 400, `${call.operation} is not supported by the embedded SQS`);
      }
      const { deployment, queues } = options;
      const name = queueName(call.input, deployment.account);
      const { partition, region, account } = deployment;
      const arn = `arn:${partition}:sqs:${region}:${account}:${name}`;
      call.event.requestParameters = { queueUrl: urlOf(options, name) };
      call.event.resources = [{ type: 'AWS::SQS::Queue', ARN: arn }];
      call.authorize({ action: `sqs:${call.operation}`, resource: arn });
      const queue = queues.get(name);
      if (queue === undefined) {
        throw new AwsError('QueueDoesNotExist', 400, 'The specified queue does not exist.');
      }
      return operations[call.operation as keyof typeof operations](queue, call, options);
    },
    close: () => Promise.resolve(),
  };
}

const operations = {
  GetQueueUrl: (queue: LocalQueue, _call: AwsCall, options: SqsOptions): Reply => ({
    QueueUrl: urlOf(options, queue.name),
  }),
  GetQueueAttributes: getAttributes,
  SendMessage: sendMessage,
  ReceiveMessage: receiveMessage,
  DeleteMessage: deleteMessage,
} as const;

function sendMessage(queue: LocalQueue, { input }: AwsCall): Reply {
  const { MessageBody: body } = input;
  if (typeof body !== 'string' || body === '') throw missing('MessageBody');
  if (Buffer.byteLength(body) > largestMessage) {
    throw invalid('One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.');
  }
  for (const member of ['DelaySeconds', 'MessageAttributes', 'MessageGroupId', 'MessageDeduplicationId']) {
    if (input[member] !== undefined && input[member] !== null && input[member] !== 0) {
      throw new AwsError('UnsupportedOperation', 400, `${member} is not supported by the embedded SQS`);
    }
  }
  const sent = queue.send(body);
  if (sent === null) throw new AwsError('OverLimit', 403, 'The embedded SQS holds no more messages.');
  return { MessageId: sent.messageId, MD5OfMessageBody: sent.md5OfBody };
}

function receiveMessage(queue: LocalQueue, { input }: AwsCall): Reply {
  const max = whole(input, 'MaxNumberOfMessages', 1, 10, 1);
  const hidden = whole(input, 'VisibilityTimeout', 0, 43_200, visibilitySeconds);
  whole(input, 'WaitTimeSeconds', 0, 20, 0);
  const names = [input['MessageSystemAttributeNames'], input['AttributeNames']].flat();
  const received = queue.receive(max, hidden * 1000).map((message) => ({
    MessageId: message.messageId,
    ReceiptHandle: message.receiptHandle,
    MD5OfBody: message.md5OfBody,
    Body: message.body,
    ...attributesOf(message, names),
    ...messageAttributesOf(message, [input['MessageAttributeNames'] ?? []].flat()),
  }));
  return received.length === 0 ? {} : { Messages: received };
}

function attributesOf(message: ReceivedMessage, names: readonly unknown[]): Reply {
  const all = {
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
    SentTimestamp: String(message.sentAt),
  };
  const wanted = Object.entries(all).filter(([name]) => names.includes('All') || names.includes(name));
  return wanted.length === 0 ? {} : { Attributes: Object.fromEntries(wanted) };
}

/** `.*` asks for all, as `All` does (SQS API reference, ReceiveMessage). */
function messageAttributesOf({ attributes }: ReceivedMessage, names: readonly unknown[]): Reply {
  const wanted = Object.entries(attributes)
    .filter(([name]) => names.includes('All') || names.includes('.*') || names.includes(name))
    .map(([name, text]) => [name, { StringValue: text, DataType: 'String' }]);
  return wanted.length === 0 ? {} : { MessageAttributes: Object.fromEntries(wanted) };
}

function deleteMessage(queue: LocalQueue, { input }: AwsCall): Reply {
  const { ReceiptHandle: handle } = input;
  if (typeof handle !== 'string' || handle === '') throw missing('ReceiptHandle');
  queue.delete(handle);
  return {};
}

function getAttributes(queue: LocalQueue, { input }: AwsCall): Reply {
  const { visible, hidden } = queue.counts;
  const created = String(Math.floor(queue.createdAt / 1000));
  const all = {
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(hidden),
    ApproximateNumberOfMessagesDelayed: '0',
    CreatedTimestamp: created,
    LastModifiedTimestamp: created,
    MessageRetentionPeriod: String(retentionSeconds),
    MaximumMessageSize: String(largestMessage),
    QueueArn: queue.arn,
    VisibilityTimeout: String(visibilitySeconds),
  };
  const names = [input['AttributeNames'] ?? []].flat();
  for (const name of names) {
    if (name !== 'All' && !Object.hasOwn(all, String(name))) {
      throw new AwsError('InvalidAttributeName', 400, `Unknown Attribute ${name}.`);
    }
  }
  const wanted = Object.entries(all).filter(([name]) => names.includes('All') || names.includes(name));
  return wanted.length === 0 ? {} : { Attributes: Object.fromEntries(wanted) };
}

/** The queue a call is about: by its name, or by the last part of its URL, which must be of this account. */
function queueName({ QueueName: name, QueueUrl: url }: AwsCall['input'], account: string): string {
  const grammar = /^[A-Za-z0-9_-]{1,80}$/;
  if (typeof name === 'string' && grammar.test(name)) return name;
  if (typeof url !== 'string') throw missing('QueueUrl');
  const [owner, last = '', ...rest] = (URL.parse(url)?.pathname ?? '/').slice(1).split('/');
  if (owner !== account || rest.length > 0 || !grammar.test(last)) {
    throw new AwsError('InvalidAddress', 400, 'The address is not valid for this endpoint.');
  }
  return last;
}

function urlOf({ endpoint, deployment }: SqsOptions, name: string): string {
  return `${endpoint()}/${deployment.account}/${name}`;
}

function whole(input: AwsCall['input'], member: string, min: number, max: number, otherwise: number): number {
  const value = input[member] ?? otherwise;
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
  throw invalid(`Value for parameter ${member} is invalid. Reason: Must be between ${min} and ${max}, if provided.`);
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterValue', 400, message);
}

function missing(member: string): AwsError {
  return new AwsError('MissingParameter', 400, `The request must contain the parameter ${member}.`);
}
