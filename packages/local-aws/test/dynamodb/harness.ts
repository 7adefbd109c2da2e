import assert from 'node:assert/strict';
import { localDeployment, policySet, tableArn } from '@leasehold/policies';
import { createDynamoDbService } from '../../src/dynamodb/index.ts';
import { AwsError } from '../../src/endpoint/aws-error.ts';
import type { Ask, AwsCall, AwsService, Caller, EventDetails } from '../../src/endpoint/aws-service.ts';

export const table = localDeployment.table;
export const arn = tableArn(localDeployment);

export type Input = Readonly<Record<string, unknown>>;
type Allow = (ask: Ask) => boolean;

/** What one call answered, asked of IAM and wrote into its event. */
export interface Answer {
  readonly asks: readonly Ask[];
  readonly event: EventDetails;
  /** Null when the call failed. */
  readonly reply: Record<string, unknown> | null;
  readonly error: AwsError | null;
}

export interface CallOptions {
  readonly allow?: Allow;
  readonly caller?: string;
}

/** A DynamoDB without network, and an IAM that answers as the test says. */
export class Harness {
  readonly service: AwsService;

  constructor(service: AwsService) {
    this.service = service;
  }

  static async start(options: { readonly now?: () => number; readonly dataDir?: string } = {}): Promise<Harness> {
    const { now = () => 0, dataDir } = options;
    return new Harness(
      await createDynamoDbService({
        policies: policySet(localDeployment),
        now,
        ...(dataDir === undefined ? {} : { dataDir }),
      }),
    );
  }

  async call(
    operation: string,
    input: Input,
    { allow = () => true, caller = 'alice' }: CallOptions = {},
  ): Promise<Answer> {
    const asks: Ask[] = [];
    const event: EventDetails = {
      requestParameters: null,
      responseElements: null,
      resources: [],
      readOnly: false,
      category: 'Management',
    };
    const call: AwsCall = {
      operation,
      input,
      caller: userNamed(caller),
      requestId: 'request',
      now: 0,
      event,
      requestKeys: {},
      sessionSecondsAtMost: null,
      recordAlso: () => assert.fail('DynamoDB calls no other service'),
      authorize: (ask) => {
        asks.push(ask);
        if (!allow(ask)) throw new AwsError('AccessDeniedException', 400, `not authorized: ${ask.action}`);
      },
    };
    try {
      // As on the wire: what JSON leaves out is not there.
      const reply = JSON.parse(JSON.stringify(await this.service.handle(call)));
      return { asks, event, reply, error: null };
    } catch (error) {
      if (error instanceof AwsError) return { asks, event, reply: null, error };
      // As the endpoint answers a fault.
      return { asks, event, reply: null, error: new AwsError('InternalServerError', 500, String(error)) };
    }
  }

  /** The reply of a call that must succeed. */
  async ok(operation: string, input: Input, options: CallOptions = {}): Promise<Record<string, unknown>> {
    const { reply, error } = await this.call(operation, input, options);
    if (reply === null) throw new Error(`${operation} failed: ${error?.code}: ${error?.message}`);
    return reply;
  }

  /** The error of a call that must fail. */
  async fails(operation: string, input: Input, options: CallOptions = {}): Promise<AwsError> {
    const { error } = await this.call(operation, input, options);
    if (error === null) throw new Error(`${operation} succeeded`);
    return error;
  }

  async put(pk: string, sk: string, rest: Input = {}): Promise<void> {
    await this.ok('PutItem', { TableName: table, Item: { ...key(pk, sk), ...rest } });
  }

  async get(pk: string, sk: string): Promise<unknown> {
    return (await this.ok('GetItem', { TableName: table, Key: key(pk, sk) }))['Item'];
  }

  async close(): Promise<void> {
    await this.service.close();
  }
}

export function key(pk: string, sk: string): { pk: { S: string }; sk: { S: string } } {
  return { pk: { S: pk }, sk: { S: sk } };
}

/** What IAM was asked about partitions. */
export function leadingKeys(ask: Ask | undefined): unknown {
  return ask?.context?.['dynamodb:LeadingKeys'];
}

function userNamed(name: string): Caller {
  return { type: 'user', arn: `arn:aws:iam::111122223333:user/${name}`, userId: name, accessKeyId: 'AKIAEXAMPLE' };
}
