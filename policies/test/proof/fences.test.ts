import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { type ServiceAction, serviceActions } from '../../src/actions/service-actions.ts';
import { caseDeployment } from '../../src/cases/case-documents.ts';
import type { DocumentName, PolicyCondition, PolicyDocument, PolicyStatement } from '../../src/index.ts';
import { type PolicySet, policySet } from '../../src/policy-set.ts';
import { proveTheorem } from '../../src/proof/prove-theorem.ts';
import { Solver } from '../../src/proof/smt/solver.ts';
import { theorems } from '../../src/proof/theorems/all.ts';

/** A slip of the hand in one document, and what the proof must answer. */
interface Slip {
  readonly theorem: string;
  readonly what: string;
  readonly document: DocumentName;
  readonly make: (document: PolicyDocument) => PolicyDocument;
  /** The action of the request that it makes possible or impossible. */
  readonly action: RegExp;
  readonly assumeRole?: true;
}

const slips: readonly Slip[] = [
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
  let actions: readonly ServiceAction[];

  before(async () => {
    solver = await Solver.start(10_000);
    actions = await serviceActions();
  });

  after(() => solver.close());

  for (const slip of slips) {
    it(`refutes "${slip.theorem}" when ${slip.what}, by a request that the engine confirms`, async () => {
      const set = broken(policySet(caseDeployment(slip.assumeRole === true)), slip);
      const theorem = theorems.find(({ name }) => name === slip.theorem);
      assert.ok(theorem !== undefined);
      const result = await proveTheorem(theorem, set, actions, solver);
      assert.equal(result.status, 'refuted', JSON.stringify(result, null, 2));
      // A counterexample exists only if the engine decides as it says.
      assert.match(result.counterexample?.ask.action ?? '', slip.action);
    });
  }
});

function broken(set: PolicySet, { document, make }: Slip): PolicySet {
  const made = make(set.documents[document]);
  assert.notDeepEqual(made, set.documents[document]);
  return { ...set, documents: { ...set.documents, [document]: made } };
}

function changed(sid: string, change: (statement: PolicyStatement) => PolicyStatement): Slip['make'] {
  return (document) => ({
    ...document,
    Statement: document.Statement.map((statement) => (statement.Sid === sid ? change(statement) : statement)),
  });
}

function withCondition(more: PolicyCondition): (statement: PolicyStatement) => PolicyStatement {
  return (statement) => ({ ...statement, Condition: { ...statement.Condition, ...more } });
}

function replaced(sid: string, text: string, by: string): Slip['make'] {
  return changed(sid, (statement) => JSON.parse(JSON.stringify(statement).replaceAll(text, by)) as PolicyStatement);
}

function withoutAction(sid: string, action: string): Slip['make'] {
  return changed(sid, ({ Action = [], ...rest }) => ({ ...rest, Action: Action.filter((one) => one !== action) }));
}

function withoutStatement(sid: string): Slip['make'] {
  return (document) => ({ ...document, Statement: document.Statement.filter(({ Sid }) => Sid !== sid) });
}
