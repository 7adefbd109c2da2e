import { type BrokenSets, conditionOf, tagged, withStatement } from './broken-statement.ts';

const items = 'ForAllValues:StringLike';
const ownItems = conditionOf('tenant-reader', 'ReadOwnItems');
const tagGuard = { Null: { 'aws:PrincipalTag/TenantId': 'false' } };

export const brokenGuards: BrokenSets = {
  'leading-keys-guarded': [
    [
      'no Null guard',
      withStatement('tenant-reader', 'ReadOwnItems', { Condition: { ...ownItems, ...tagGuard } }),
      'ReadOwnItems',
    ],
    [
      'a guard that asks for absence',
      withStatement('tenant-reader', 'ReadOwnItems', {
        Condition: { ...ownItems, Null: { 'dynamodb:LeadingKeys': 'true' } },
      }),
      'ReadOwnItems',
    ],
    [
      'ForAnyValue',
      withStatement('tenant-reader', 'ReadOwnItems', {
        Condition: { 'ForAnyValue:StringLike': ownItems[items], Null: ownItems['Null'] },
      }),
      'ReadOwnItems',
    ],
    [
      'IfExists',
      withStatement('tenant-reader', 'ReadOwnItems', {
        Condition: { [`${items}IfExists`]: ownItems[items], Null: ownItems['Null'] },
      }),
      'ReadOwnItems',
    ],
    [
      'no condition on the keys',
      withStatement('tenant-writer', 'WriteOwnServiceItems', { Condition: tagGuard }),
      'WriteOwnServiceItems',
    ],
    ['no condition at all', withStatement('session-read-service', 'Items', { Condition: undefined }), 'Items'],
  ],
  'variables-guarded': [
    ['a path', withStatement('tenant-reader', 'ReadOwnParameters', { Condition: undefined }), 'ReadOwnParameters'],
    [
      'a key',
      withStatement('tenant-reader', 'ReadOwnItems', {
        Condition: { ...ownItems, Null: { 'dynamodb:LeadingKeys': 'false' } },
      }),
      'ReadOwnItems',
    ],
    [
      'a name in a trust policy',
      withStatement('tenant-reader-trust', 'ExchangeTokenOfIssuer1', {
        Condition: { ...conditionOf('tenant-reader-trust', 'ExchangeTokenOfIssuer1'), Null: {} },
      }),
      'ExchangeTokenOfIssuer1',
    ],
  ],
  'no-variable-default': [
    [
      'a default tenant',
      withStatement('tenant-reader', 'ReadOwnParameters', {
        Resource: "arn:aws:ssm:eu-west-1:111122223333:parameter/config-service/${aws:PrincipalTag/TenantId, 'acme'}/*",
      }),
      'ReadOwnParameters',
    ],
  ],
  'no-variable-in-deny': [
    ['an excepted resource', withStatement('tenant-reader', 'DenyOtherKeys', { NotResource: tagged }), 'DenyOtherKeys'],
    [
      'a compared tag',
      withStatement('tenant-reader', 'DenyPathInTenantTag', {
        Condition: { StringNotEquals: { 'aws:PrincipalTag/UserRole': '${aws:PrincipalTag/TenantId}' } },
      }),
      'DenyPathInTenantTag',
    ],
  ],
};
