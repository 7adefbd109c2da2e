/** Documents in the shape of this project's reader role and session policy, as JSON text; this package imports nothing. */
const account = '111122223333';
const table = `arn:aws:dynamodb:eu-west-1:${account}:table/leasehold-config`;
const parameters = `arn:aws:ssm:eu-west-1:${account}:parameter/config-service`;
const key = `arn:aws:kms:eu-west-1:${account}:key/1a2b3c4d-5e6f-4a1b-8c2d-3e4f5a6b7c8d`;
const itemReads = ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query'];
const parameterReads = ['ssm:GetParameter', 'ssm:GetParameters', 'ssm:GetParametersByPath'];
const tagged = { 'aws:PrincipalTag/TenantId': 'false' };
const own = `${parameters}/\${aws:PrincipalTag/TenantId}/*`;

export const readerRole = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'ReadOwnItems',
      Effect: 'Allow',
      Action: itemReads,
      Resource: table,
      Condition: {
        'ForAllValues:StringLike': {
          'dynamodb:LeadingKeys': [
            'TENANT#${aws:PrincipalTag/TenantId}',
            'TENANT#${aws:PrincipalTag/TenantId}|SERVICE#*',
          ],
        },
        Null: { 'dynamodb:LeadingKeys': 'false', ...tagged },
      },
    },
    { Sid: 'ReadOwnParameters', Effect: 'Allow', Action: parameterReads, Resource: own, Condition: { Null: tagged } },
    {
      Sid: 'DecryptOwnParameters',
      Effect: 'Allow',
      Action: ['kms:Decrypt'],
      Resource: key,
      Condition: {
        StringEquals: { 'kms:ViaService': 'ssm.eu-west-1.amazonaws.com' },
        StringLike: { 'kms:EncryptionContext:PARAMETER_ARN': own },
        Null: tagged,
      },
    },
    {
      Sid: 'DenyWithoutTenantTag',
      Effect: 'Deny',
      Action: ['*'],
      Resource: '*',
      Condition: { Null: { 'aws:PrincipalTag/TenantId': 'true' } },
    },
    {
      Sid: 'DenyShortTenantTag',
      Effect: 'Deny',
      Action: ['*'],
      Resource: '*',
      Condition: { StringNotLike: { 'aws:PrincipalTag/TenantId': '??*' } },
    },
    {
      Sid: 'DenyPathInTenantTag',
      Effect: 'Deny',
      Action: ['*'],
      Resource: '*',
      Condition: { StringLike: { 'aws:PrincipalTag/TenantId': '*/*' } },
    },
    {
      Sid: 'DenyEverythingElse',
      Effect: 'Deny',
      NotAction: [...itemReads, ...parameterReads, 'kms:Decrypt'],
      Resource: '*',
    },
    { Sid: 'DenyOtherKeys', Effect: 'Deny', Action: ['kms:*'], NotResource: key },
  ],
});

export const sessionOfOrders = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'Items',
      Effect: 'Allow',
      Action: itemReads,
      Resource: table,
      Condition: {
        'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': 'TENANT#acme|SERVICE#orders' },
        Null: { 'dynamodb:LeadingKeys': 'false' },
      },
    },
    {
      Sid: 'Parameters',
      Effect: 'Allow',
      Action: ['ssm:GetParameter', 'ssm:GetParameters'],
      Resource: `${parameters}/acme/orders/*`,
    },
    { Sid: 'List', Effect: 'Allow', Action: ['ssm:GetParametersByPath'], Resource: `${parameters}/acme/orders` },
    {
      Sid: 'Key',
      Effect: 'Allow',
      Action: ['kms:Decrypt'],
      Resource: key,
      Condition: { StringLike: { 'kms:EncryptionContext:PARAMETER_ARN': `${parameters}/acme/orders/*` } },
    },
  ],
});

export const resources = { table, parameters, key };
