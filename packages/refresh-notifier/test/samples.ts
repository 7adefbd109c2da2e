import { formatConfigKey } from '@leasehold/domain';
import type { Change } from '../src/change.ts';

/** An event of Parameter Store as the Systems Manager user guide shows it ("Parameter Store events"), for `name`. */
export function parameterStoreChange(name: unknown, detail: object = {}): Record<string, unknown> {
  return {
    version: '0',
    id: '6a7e4feb-b491-4cf7-a9f1-bf3703497718',
    'detail-type': 'Parameter Store Change',
    source: 'aws.ssm',
    account: '123456789012',
    time: '2017-05-22T16:43:48Z',
    region: 'us-east-2',
    resources: [`arn:aws:ssm:us-east-2:123456789012:parameter${String(name)}`],
    detail: { operation: 'Create', name, type: 'String', description: 'Sample Parameter', ...detail },
  };
}

/** A record of the table's stream as the Lambda developer guide shows it, with the view type KEYS_ONLY. */
export function streamRecord(pk: unknown, sk: unknown, eventName = 'MODIFY'): Record<string, unknown> {
  return {
    eventID: 'c4ca4238a0b923820dcc509a6f75849b',
    eventName,
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: 'us-east-1',
    dynamodb: {
      Keys: { pk: { S: pk }, sk: { S: sk } },
      ApproximateCreationDateTime: 1428537600,
      SequenceNumber: '4421584500000000017450439091',
      SizeBytes: 26,
      StreamViewType: 'KEYS_ONLY',
    },
    eventSourceARN:
      'arn:aws:dynamodb:us-east-1:123456789012:table/ExampleTableWithStream/stream/2015-06-27T00:48:05.899',
  };
}

export function streamBatch(...records: readonly unknown[]): { readonly Records: readonly unknown[] } {
  return { Records: records };
}

/** Changes as texts that are easy to compare. */
export function named(changes: readonly Change[]): readonly string[] {
  return changes.map(({ tenant, service, key }) => `${tenant} ${service ?? '-'} ${formatConfigKey(key)}`);
}
