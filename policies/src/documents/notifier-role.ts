import type { Deployment } from '../deployment.ts';
import { safeDeployment } from '../deployment-grammar.ts';
import { failureQueueArn, streamArns } from '../names.ts';
import type { PolicyDocument } from '../policy-document.ts';

/** What reads a stream; each is asked of the stream itself. */
const streamReads = ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'] as const;

/** Seconds for which a token proves who asked for it. STS takes no less than 60, and 300 when nothing is said. */
const longestToken = '300';

/**
 * Policy of the role of the refresh notifier. It reads the table's stream, in which there are keys and no values, finds the
 * service's instances, gets a token for the refresh audience alone, by which an instance knows it, and hands over to the queue of
 * failures. Everything else is denied in writing, so that a policy attached by accident adds no data, key or session: but for
 * what Lambda needs of every function in a VPC, which AWS's own `AWSLambdaVPCAccessExecutionRole` grants beside this one
 * (network interfaces and logs).
 *
 * ListStreams and GetWebIdentityToken know no resource (Service Authorization Reference of DynamoDB and STS). What a stream's
 * consumer needs is the Lambda developer guide's list (Using Lambda with DynamoDB, execution role permissions).
 */
export function notifierRolePolicy(deployment: Deployment): PolicyDocument {
  safeDeployment(deployment);
  const { partition, region, account, namespace, discoveryService, refreshAudience } = deployment;
  const cloudMap = `arn:${partition}:servicediscovery:${region}:${account}`;
  const queue = failureQueueArn(deployment);
  return {
    Version: '2012-10-17',
    Statement: [
      { Sid: 'ReadStream', Effect: 'Allow', Action: streamReads, Resource: streamArns(deployment) },
      { Sid: 'ListStreams', Effect: 'Allow', Action: ['dynamodb:ListStreams'], Resource: '*' },
      {
        Sid: 'FindInstances',
        Effect: 'Allow',
        Action: ['servicediscovery:DiscoverInstances'],
        // Both are asked, by ids that AWS makes; the conditions name them.
        Resource: [`${cloudMap}:namespace/*`, `${cloudMap}:service/*`],
        Condition: {
          StringEquals: {
            'servicediscovery:NamespaceName': namespace,
            'servicediscovery:ServiceName': discoveryService,
          },
        },
      },
      {
        Sid: 'ProveIdentity',
        Effect: 'Allow',
        Action: ['sts:GetWebIdentityToken'],
        Resource: '*',
        Condition: {
          'ForAllValues:StringEquals': { 'sts:IdentityTokenAudience': refreshAudience },
          Null: { 'sts:IdentityTokenAudience': 'false' },
          NumericLessThanEquals: { 'sts:DurationSeconds': longestToken },
        },
      },
      { Sid: 'HandOverFailures', Effect: 'Allow', Action: ['sqs:SendMessage'], Resource: queue },
      {
        Sid: 'DenyEverythingElse',
        Effect: 'Deny',
        NotAction: [
          ...streamReads,
          'dynamodb:ListStreams',
          'ec2:*',
          'logs:*',
          'servicediscovery:DiscoverInstances',
          'sqs:SendMessage',
          'sts:GetWebIdentityToken',
        ],
        Resource: '*',
      },
      { Sid: 'DenyOtherStreams', Effect: 'Deny', Action: streamReads, NotResource: streamArns(deployment) },
      {
        Sid: 'DenyOtherAudiences',
        Effect: 'Deny',
        Action: ['sts:GetWebIdentityToken'],
        Resource: '*',
        Condition: { 'ForAnyValue:StringNotEquals': { 'sts:IdentityTokenAudience': refreshAudience } },
      },
      {
        Sid: 'DenyWithoutAudience',
        Effect: 'Deny',
        Action: ['sts:GetWebIdentityToken'],
        Resource: '*',
        Condition: { Null: { 'sts:IdentityTokenAudience': 'true' } },
      },
    ],
  };
}
