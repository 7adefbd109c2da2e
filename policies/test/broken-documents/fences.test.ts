import { noticedIn } from './noticed.ts';
import { at, gone, retyped, tag, without } from './slip-of-the-hand.ts';

noticedIn('parameter-key', [
  [
    'the key is open to the whole account',
    at('DecryptForTenants', without('ArnEquals')),
    "an administrator who takes a tenant's tag decrypts nothing",
  ],
  [
    'break-glass may use the key directly',
    at('UseForBreakGlass', without('StringEquals')),
    'the break-glass principal does not call the key directly',
  ],
]);

noticedIn('tenant-boundary', [
  [
    "the boundary's leading key is a bare prefix",
    retyped(`TENANT#${tag}|SERVICE#*`, `TENANT#${tag}*`),
    'a neighbour\'s item is refused, whatever is attached to the role; also with {"context":{"dynamodb:LeadingKeys":["TENANT#acme2"]}}',
  ],
  [
    'the boundary loses its Null guard on leading keys',
    at('ReadOwnItems', without('Null')),
    'reading without leading keys is refused by the boundary alone',
  ],
  [
    'the boundary lets readers write',
    at('DenyWritesByReaders', gone),
    'a reader changes nothing, whatever is attached to its role',
  ],
  [
    'the boundary forgets tags with a slash',
    at('DenyPathInTenantTag', gone),
    'a TenantId tag that holds a slash is refused inside the tenant it points into',
  ],
]);

noticedIn('tenant-table', [
  [
    'the table spares every principal of the account',
    retyped('arn:aws:iam::111122223333:user/leasehold-operator', 'arn:aws:iam::111122223333:*'),
    "an administrator who takes a tenant's tag scans nothing",
  ],
  [
    'the table spares roles of the same beginning',
    retyped('leasehold-tenant-reader', 'leasehold-tenant-reader*'),
    `an administrator who takes a tenant's tag reads nothing; also with {"caller":{"arn":"arn:aws:iam::111122223333:role/leasehold-tenant-reader2","tags":{"TenantId":"acme","UserRole":"reader"}}}`,
  ],
  ['the table does not ask for a tag', at('DenyWithoutTenantTag', gone), 'a tenant role without a tag reads nothing'],
  [
    "the table's tag may be empty",
    retyped('??*', '*'),
    'a tenant role without a tag reads nothing; also with {"caller":{"arn":"arn:aws:iam::111122223333:role/leasehold-tenant-reader","tags":{"TenantId":""}}}',
  ],
  [
    "the table's indexes are forgotten",
    at('DenyReadsToOthers', (statement) => ({
      ...statement,
      Resource: 'arn:aws:dynamodb:eu-west-1:111122223333:table/leasehold-config',
    })),
    `an administrator who takes a tenant's tag reads nothing; also with {"action":"dynamodb:Query","resource":"arn:aws:dynamodb:eu-west-1:111122223333:table/leasehold-config/index/by-name"}`,
  ],
]);

noticedIn('organization-scp', [
  [
    'the organisation allows a tenant role without a boundary',
    at('DenyRolesWithoutBoundary', gone),
    'not even the deployer makes a tenant role without the boundary',
  ],
  [
    'the organisation asks for the tag key in one case',
    retyped('ForAnyValue:StringEqualsIgnoreCase', 'ForAnyValue:StringEquals'),
    'nobody puts a TenantId tag on a tenant role; also with {"context":{"aws:TagKeys":["tenantid"]}}',
  ],
]);

noticedIn('organization-rcp', [
  [
    'the organisation believes every issuer',
    at('DenyTokensOfOthers', gone),
    'a token of another issuer opens no tenant session, even if the trust policy were opened',
  ],
  [
    'the organisation opens the key to direct calls',
    at('DenyKeyOutsideParameterStore', gone),
    'nobody uses the key but through Parameter Store',
  ],
]);
