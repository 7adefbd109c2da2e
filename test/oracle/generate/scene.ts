/** What a pair is about: requests and the patterns that policies hold against them, few of each so that they meet. */
export interface Scene {
  /** What requests ask, and what policies say; `trust` scenes have a role's trust policy and nothing else. */
  readonly kind: 'data' | 'trust';
  readonly actions: readonly string[];
  readonly actionPatterns: readonly string[];
  readonly resources: readonly string[];
  readonly resourcePatterns: readonly string[];
  /** Names of {@link contextKeys} that the oracle's catalogue knows for these actions; it drops others. */
  readonly keys: readonly string[];
}

export const account = '111122223333';
export const otherAccount = '444455556666';

const table = `arn:aws:dynamodb:eu-west-1:${account}:table/config`;
const otherTable = `arn:aws:dynamodb:eu-west-1:${otherAccount}:table/config`;
const parameters = `arn:aws:ssm:eu-west-1:${account}:parameter/config-service`;
const queues = `arn:aws:sqs:eu-west-1:${account}`;
const functions = `arn:aws:lambda:eu-west-1:${account}:function`;
const tenantTag = '${aws:PrincipalTag/TenantId}';

export const scenes: readonly Scene[] = [
  {
    kind: 'data',
    actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:getitem', 'DynamoDB:UpdateItem'],
    actionPatterns: [
      '*',
      'dynamodb:*',
      'dynamodb:GetItem',
      'dynamodb:G?tItem',
      'dynamodb:*Item',
      'DYNAMODB:putitem',
      's3:*',
    ],
    resources: [table, otherTable],
    resourcePatterns: [
      '*',
      table,
      otherTable,
      `${table}*`,
      'arn:aws:dynamodb:*:*:table/config',
      `arn:aws:dynamodb:eu-west-?:${account}:table/*`,
      `arn:aws:dynamodb:eu-west-1:${account}:*`,
      'arn:aws:dynamodb:*',
      'arn:aws:dynamodb:eu-west-1',
      `arn:aws:dynamodb:eu-west-1:${account}`,
      'arn:aws:dynamodb:*:*:table/conf??',
      `arn:aws:dynamodb:eu-west-1:${account}:table/${tenantTag}`,
      `arn:aws:dynamodb:eu-west-1:${account}:table/\${aws:username, 'config'}`,
    ],
    keys: ['dynamodb:LeadingKeys', 'dynamodb:Attributes', 'dynamodb:ReturnConsumedCapacity'],
  },
  {
    kind: 'data',
    actions: ['ssm:GetParameter', 'ssm:PutParameter'],
    actionPatterns: ['*', 'ssm:*', 'ssm:Get*', 'ssm:PutParameter', 'ssm:?etParameter', 'kms:*'],
    resources: [`${parameters}/acme/orders`, `${parameters}/acme2/orders`, `${parameters}/globex`],
    resourcePatterns: [
      '*',
      `${parameters}/*`,
      `${parameters}/acme*`,
      `${parameters}/${tenantTag}/*`,
      `${parameters}/\${aws:PrincipalTag/TenantId, 'globex'}*`,
      `${parameters}/acme?/orders`,
      `${parameters}/\${aws:TagKeys}/*`,
      `arn:aws:ssm:*:*:parameter/*`,
      `arn:aws:ssm:*:${account}:*`,
      `arn:aws:ssm:eu-west-1:${account}:parameter/config-service/*/orders`,
      `arn:aws:ssm:eu-west-1:${otherAccount}:parameter/*`,
      `${parameters}/\${*}`,
      `${parameters}/acme/orders`,
    ],
    keys: ['aws:ResourceTag/Stage', 'aws:RequestTag/Stage'],
  },
  {
    kind: 'data',
    actions: ['s3:GetObject', 's3:PutObject', 'S3:getobject'],
    actionPatterns: ['*', 's3:*', 's3:GetObject', 's3:Put*', 's3:???Object', 's3:*Object*'],
    resources: ['arn:aws:s3:::bucket/acme/a', 'arn:aws:s3:::bucket/globex/b', 'arn:aws:s3:::bucket/Acme/A'],
    resourcePatterns: [
      '*',
      'arn:aws:s3:::*',
      'arn:aws:s3:::bucket/*',
      `arn:aws:s3:::bucket/${tenantTag}/*`,
      `arn:aws:s3:::\${aws:username, 'bucket'}/*`,
      'arn:aws:s3:::bucket/*/a',
      'arn:aws:s3:::*/b',
      'arn:aws:s3:::buck?t/acme/?',
      'arn:aws:s3:*:*:bucket/acme/a',
      'arn:aws:s3',
    ],
    keys: ['s3:authType', 's3:signatureAge'],
  },
  {
    kind: 'data',
    actions: ['sqs:SendMessage', 'sqs:ReceiveMessage'],
    actionPatterns: ['*', 'sqs:*', 'sqs:SendMessage', 'sqs:*Message', 'SQS:R*'],
    resources: [`${queues}:acme-queue`, `${queues}:globex-queue`],
    resourcePatterns: [
      '*',
      `${queues}:*`,
      `${queues}:acme-queue`,
      `${queues}:a*`,
      `${queues}:${tenantTag}-queue`,
      `arn:aws:sqs:*:*:*-queue`,
      `arn:aws:sqs:*:${otherAccount}:*`,
    ],
    keys: [],
  },
  {
    kind: 'data',
    actions: ['lambda:InvokeFunction'],
    actionPatterns: ['*', 'lambda:*', 'lambda:Invoke*', 'lambda:InvokeFunction'],
    resources: [`${functions}:notify`, `${functions}:notify:live`, `${functions}:audit:eu`],
    resourcePatterns: [
      '*',
      `${functions}:*`,
      `${functions}:notify`,
      `${functions}:notify:*`,
      `${functions}:${tenantTag}:live`,
      `${functions}:*:live`,
      'arn:aws:lambda:*:audit:eu',
      'arn:aws:lambda:eu*:notify:live',
      `arn:aws:lambda:*:${account}:function:audit*`,
      `arn:aws:lambda:eu-west-1:${account}:*:live`,
      `arn:aws:lambda:eu-west-1:${account}:func*:notify`,
      `arn:aws:lambda:eu-west-1:${account}:*n:notify*`,
    ],
    keys: [],
  },
  {
    kind: 'data',
    actions: ['dynamodb:ListTables', 's3:ListAllMyBuckets'],
    actionPatterns: ['*', 'dynamodb:*', 'dynamodb:List*', 's3:ListAll*', 's3:ListAllMyBuckets'],
    resources: ['*'],
    resourcePatterns: ['*', table, 'arn:aws:dynamodb:*', 'arn:aws:s3:::*', `arn:aws:s3:::${tenantTag}/a`],
    keys: [],
  },
  {
    kind: 'trust',
    actions: ['sts:AssumeRoleWithWebIdentity', 'sts:TagSession'],
    actionPatterns: ['sts:AssumeRoleWithWebIdentity', 'sts:TagSession', 'sts:*', 'sts:AssumeRole*'],
    resources: [`arn:aws:iam::${account}:role/reader`],
    resourcePatterns: ['*'],
    keys: ['issuer.example:aud', 'issuer.example:sub', 'aws:RequestTag/Stage'],
  },
];
