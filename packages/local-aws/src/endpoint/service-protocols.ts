import { jsonProtocol } from './json-protocol.ts';
import { lambdaProtocol } from './lambda-protocol.ts';
import type { Protocol } from './protocol.ts';
import { queryProtocol } from './query-protocol.ts';

/** Codes that DynamoDB's own model defines; the others come from the framework in front of it. */
const dynamoDbErrors =
  /^(ResourceNotFound|ResourceInUse|ConditionalCheckFailed|Transaction|ProvisionedThroughput|LimitExceeded|ItemCollection|IdempotentParameter|RequestLimit|InternalServer|Throttling|Duplicate|TableNotFound|ExpiredIterator|TrimmedData)/;

function dynamoDbNamespace(code: string): string {
  if (code === 'ValidationException') return 'com.amazon.coral.validate#';
  return dynamoDbErrors.test(code) ? 'com.amazonaws.dynamodb.v20120810#' : 'com.amazon.coral.service#';
}

/** Codes that the framework in front of SQS gives; the others are of SQS's own model. */
const frameworkErrors =
  /^(AccessDenied|ExpiredToken|IncompleteSignature|InvalidSignature|MissingAuth|Unrecognized|Unknown|Serialization)/;

function sqsNamespace(code: string): string {
  return frameworkErrors.test(code) ? 'com.amazon.coral.service#' : 'com.amazonaws.sqs#';
}

/** Each service's protocol, by signing name. */
export const serviceProtocols: Readonly<Record<string, Protocol>> = {
  dynamodb: jsonProtocol({ version: '1.0', errorNamespace: dynamoDbNamespace, checksum: true }),
  ssm: jsonProtocol({ version: '1.1', errorNamespace: () => '', checksum: false }),
  cloudtrail: jsonProtocol({ version: '1.1', errorNamespace: () => '', checksum: false }),
  events: jsonProtocol({ version: '1.1', errorNamespace: () => '', checksum: false }),
  servicediscovery: jsonProtocol({
    version: '1.1',
    errorNamespace: () => '',
    checksum: false,
    capitalMessages: true,
    throttled: { code: 'RequestLimitExceeded', status: 429 },
  }),
  sqs: jsonProtocol({ version: '1.0', errorNamespace: sqsNamespace, checksum: false }),
  lambda: lambdaProtocol,
  sts: queryProtocol('https://sts.amazonaws.com/doc/2011-06-15/'),
  iam: queryProtocol('https://iam.amazonaws.com/doc/2010-05-08/'),
};

/** What stands before the dot in `X-Amz-Target`, as the SDKs, the CLI and older clients send it. */
export const serviceOfTarget: Readonly<Record<string, string>> = {
  DynamoDB_20120810: 'dynamodb',
  // Signed as `dynamodb` too; no operation of either has the name of one of the other.
  DynamoDBStreams_20120810: 'dynamodb',
  AmazonSSM: 'ssm',
  AWSEvents: 'events',
  Route53AutoNaming_v20170314: 'servicediscovery',
  AmazonSQS: 'sqs',
  CloudTrail_20131101: 'cloudtrail',
  'com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101': 'cloudtrail',
};

/** Services of the query protocol by the API version that a request names; the host says which in AWS. */
export const serviceOfVersion: Readonly<Record<string, string>> = { '2011-06-15': 'sts', '2010-05-08': 'iam' };
