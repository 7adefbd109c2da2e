import { after, before, describe, it } from 'mocha';
import { caseDeployment } from '../../src/cases/case-documents.ts';
import { Solver } from '../../src/proof/smt/solver.ts';
import { assertRefuted, changed, replaced, type Slip, withCondition, withoutAction, withoutStatement } from './slip.ts';

const slips: readonly Slip[] = [
  {
    theorem: 'tags of a session',
    what: 'readers open sessions of the writer role',
    document: 'tenant-writer-trust',
    make: replaced('ExchangeTokenOfIssuer1', '["writer","admin"]', '["reader","writer","admin"]'),
    action: /^sts:AssumeRoleWithWebIdentity$/,
  },
  {
    theorem: 'shared writes by each fence alone',
    what: 'the role policy lets a writer write what is shared',
    document: 'tenant-writer',
    make: replaced('WriteOwnSharedItems', '"admin"', '["admin","writer"]'),
    action: /^dynamodb:(?:Put|Update)Item$/,
  },
  {
    theorem: 'shared writes by each fence alone',
    what: 'the boundary lets a writer write what is shared',
    document: 'tenant-boundary',
    make: replaced('WriteOwnSharedItems', '"admin"', '["admin","writer"]'),
    action: /^dynamodb:(?:Put|Update)Item$/,
  },
  {
    theorem: 'shared writes by each fence alone',
    what: 'who has no role in the tenant writes what is shared',
    document: 'tenant-writer',
    make: replaced('WriteOwnSharedItems', '"StringEquals"', '"StringEqualsIfExists"'),
    action: /^dynamodb:(?:Put|Update)Item$/,
  },
  {
    theorem: 'shared writes by each fence alone',
    what: 'what is shared counts as a service',
    document: 'tenant-boundary',
    make: replaced('WriteOwnServiceItems', '|SERVICE#*', '*'),
    action: /^dynamodb:(?:Put|Update)Item$/,
  },
  {
    theorem: 'table policy',
    what: 'an action that touches items is forgotten',
    document: 'tenant-table',
    make: withoutAction('DenyOtherUseToOthers', 'dynamodb:Scan'),
    action: /^dynamodb:Scan$/,
  },
  {
    theorem: 'table policy',
    what: 'the indexes are forgotten',
    document: 'tenant-table',
    make: changed('DenyReadsToOthers', ({ Resource, ...rest }) => ({ ...rest, Resource: Resource?.[0] ?? '' })),
    action: /^dynamodb:Query$/,
  },
  {
    theorem: 'table policy',
    what: 'the roles are told by the beginning of their names',
    document: 'tenant-table',
    make: replaced('DenyReadsToOthers', 'tenant-reader', 'tenant-reader*'),
    action: /^dynamodb:(?:BatchGetItem|GetItem|Query)$/,
  },
  {
    theorem: 'table policy',
    what: 'a tag of one character is enough',
    document: 'tenant-table',
    make: replaced('DenyWithoutTenantTag', '??*', '?*'),
    action: /^dynamodb:/,
  },
  {
    theorem: 'table policy',
    what: 'it speaks of the principals of the account alone',
    document: 'tenant-table',
    make: changed('DenyOtherUseToOthers', (rest) => ({ ...rest, Principal: { AWS: '111122223333' } })),
    action: /^dynamodb:/,
  },
  {
    theorem: 'key policy',
    what: 'the account may do everything, as in the template of AWS',
    document: 'parameter-key',
    make: changed('AdministerThroughIam', (rest) => ({ ...rest, Action: ['kms:*'] })),
    action: /^kms:/,
  },
  {
    theorem: 'key policy',
    what: 'creating grants counts as administration',
    document: 'parameter-key',
    make: changed('AdministerThroughIam', (rest) => ({ ...rest, Action: [...(rest.Action ?? []), 'kms:CreateGrant'] })),
    action: /^kms:CreateGrant$/,
  },
  {
    theorem: 'key policy',
    what: 'a parameter is told by the beginning of its tenant',
    document: 'parameter-key',
    make: replaced('DecryptForTenants', '${aws:PrincipalTag/TenantId}/*', '${aws:PrincipalTag/TenantId}*'),
    action: /^kms:Decrypt$/,
  },
  {
    theorem: 'key policy',
    what: 'the reader encrypts',
    document: 'parameter-key',
    make: replaced('EncryptForTenants', 'role/leasehold-tenant-writer', 'role/leasehold-tenant-*'),
    action: /^kms:Encrypt$/,
  },
  {
    theorem: 'key policy',
    what: 'break-glass decrypts outside Parameter Store',
    document: 'parameter-key',
    make: replaced('UseForBreakGlass', '"StringEquals"', '"StringEqualsIfExists"'),
    action: /^kms:(?:De|En)crypt$/,
  },
  {
    theorem: 'nothing beyond the boundary',
    what: 'the denial of all that is not granted is gone',
    document: 'tenant-boundary',
    make: withoutStatement('DenyEverythingElse'),
    action: /./,
  },
  {
    theorem: 'nothing beyond the boundary',
    what: 'it allows every table',
    document: 'tenant-boundary',
    make: replaced('ReadOwnItems', 'table/leasehold-config', 'table/*'),
    action: /^dynamodb:/,
  },
  {
    theorem: 'service control policy',
    what: 'a change of roles is forgotten',
    document: 'organization-scp',
    make: withoutAction('DenyChangingRoles', 'iam:PutRolePolicy'),
    action: /^iam:PutRolePolicy$/,
  },
  {
    theorem: 'service control policy',
    what: 'the policy of a stream is forgotten',
    document: 'organization-scp',
    make: changed('DenyChangingTablePolicy', ({ Resource, ...rest }) => ({ ...rest, Resource: Resource?.[0] ?? '' })),
    action: /^dynamodb:(?:Delete|Put)ResourcePolicy$/,
  },
  {
    theorem: 'service control policy',
    what: 'a user may be renamed',
    document: 'organization-scp',
    make: withoutAction('DenyBecomingBreakGlass', 'iam:UpdateUser'),
    action: /^iam:UpdateUser$/,
  },
  {
    theorem: 'service control policy',
    what: 'a parameter may be shared',
    document: 'organization-scp',
    make: withoutAction('DenyParametersToOthers', 'ssm:PutResourcePolicy'),
    action: /^ssm:PutResourcePolicy$/,
  },
  {
    theorem: 'service control policy',
    what: 'a boundary is asked for only where there is one',
    document: 'organization-scp',
    make: changed('DenyRolesWithoutBoundary', withCondition({ Null: { 'iam:PermissionsBoundary': 'false' } })),
    action: /^iam:(?:CreateRole|PutRolePermissionsBoundary)$/,
  },
  {
    theorem: 'service control policy',
    what: 'tags have a case',
    document: 'organization-scp',
    make: replaced('DenyTenantTagOnRoles', 'StringEqualsIgnoreCase', 'StringEquals'),
    action: /^iam:(?:CreateRole|TagRole)$/,
  },
  {
    theorem: 'service control policy',
    what: 'whose name begins as that of the task role assumes tenant roles',
    document: 'organization-scp',
    make: replaced('DenyAssumingTenantRoles', 'role/leasehold-service', 'role/leasehold-service*'),
    action: /^sts:AssumeRole$/,
    assumeRole: true,
  },
  {
    theorem: 'resource control policy',
    what: 'a token of any issuer passes that has one of two audiences or none',
    document: 'organization-rcp',
    make: replaced('DenyTokensOfOthers', '"true"', '"false"'),
    action: /^sts:AssumeRoleWithWebIdentity$/,
  },
  {
    theorem: 'resource control policy',
    what: 'replicas of the key are forgotten',
    document: 'organization-rcp',
    make: withoutAction('DenyKeyGrantsAndReplicas', 'kms:ReplicateKey'),
    action: /^kms:ReplicateKey$/,
  },
  {
    theorem: 'resource control policy',
    what: 'the key may be used directly',
    document: 'organization-rcp',
    make: changed('DenyKeyOutsideParameterStore', withCondition({ Null: { 'kms:ViaService': 'false' } })),
    action: /^kms:(?:De|En)crypt$/,
  },
  {
    theorem: 'resource control policy',
    what: 'it keeps items from the principals of the account alone',
    document: 'organization-rcp',
    make: changed(
      'DenyItemsToOthers',
      withCondition({ StringEquals: { 'aws:PrincipalAccount': caseDeployment(false).account } }),
    ),
    action: /^dynamodb:/,
  },
  {
    theorem: 'service control policy',
    what: 'whoever manages the table says what its stream tells',
    document: 'organization-scp',
    make: withoutStatement('DenyChangingTable'),
    action: /^dynamodb:UpdateTable$/,
  },
  {
    theorem: 'service control policy',
    what: 'the notifier’s role is forgotten',
    document: 'organization-scp',
    make: replaced('DenyChangingRoles', 'leasehold-refresh-notifier', 'leasehold-refresh'),
    action: /^iam:/,
  },
  {
    theorem: 'resource control policy',
    what: 'the stream is read by whoever may',
    document: 'organization-rcp',
    make: withoutAction('DenyStreamToOthers', 'dynamodb:GetRecords'),
    action: /^dynamodb:GetRecords$/,
  },
  ...(
    [
      ['tenant-table', /^dynamodb:/],
      ['organization-rcp', /./],
      ['organization-scp', /./],
    ] as const
  ).map(
    ([document, action]): Slip => ({
      theorem: 'liveness of the others',
      what: `${document} denies everything`,
      document,
      make: (policy) => ({
        ...policy,
        Statement: policy.Statement.map(({ Condition: _all, ...rest }) => ({ ...rest, Action: ['*'], Resource: '*' })),
      }),
      action,
    }),
  ),
  {
    theorem: 'liveness of the others',
    what: 'the key is closed to break-glass',
    document: 'parameter-key',
    make: withoutStatement('UseForBreakGlass'),
    action: /^kms:(?:De|En)crypt$/,
  },
];

describe('The proof of the fences beyond the role', () => {
  let solver: Solver;

  before(async () => {
    solver = await Solver.start(10_000);
  });

  after(() => solver.close());

  for (const slip of slips) {
    it(`refutes "${slip.theorem}" when ${slip.what}, by a request that the engine confirms`, async () => {
      await assertRefuted(slip, solver);
    });
  }
});
