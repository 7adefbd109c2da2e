import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  type Deployment,
  organizationRcp,
  organizationScp,
  type PolicyDocument,
  type PolicyStatement,
  parameterKeyPolicy,
  policyDigest,
  renderPolicy,
  type SessionScope,
  sessionPolicy,
  TrustPolicySizeError,
  taskRolePolicy,
  taskRoleTrustPolicy,
  tenantBoundaryPolicy,
  tenantReaderPolicy,
  tenantTablePolicy,
  tenantTrustPolicy,
  tenantWriterPolicy,
} from '../src/index.ts';
import { bothModes, longestNames, usualDeployment } from './deployments.ts';

const scopes: readonly SessionScope[] = [
  { access: 'read', service: 'orders' },
  { access: 'read', service: null },
  { access: 'write', service: 'orders' },
  { access: 'write', service: null },
];

function everyDocument(deployment: Deployment): readonly (readonly [string, PolicyDocument])[] {
  return [
    ['tenant-reader', tenantReaderPolicy(deployment)],
    ['tenant-writer', tenantWriterPolicy(deployment)],
    ['tenant-reader trust', tenantTrustPolicy(deployment, 'read')],
    ['tenant-writer trust', tenantTrustPolicy(deployment, 'write')],
    ['task role', taskRolePolicy(deployment)],
    ['task role trust', taskRoleTrustPolicy(deployment)],
    ['tenant boundary', tenantBoundaryPolicy(deployment)],
    ['tenant table', tenantTablePolicy(deployment)],
    ['parameter key', parameterKeyPolicy(deployment)],
    ['organization SCP', organizationScp(deployment)],
    ['organization RCP', organizationRcp(deployment)],
    ...scopes.map(
      (scope) =>
        [`session ${scope.access} ${scope.service ?? 'shared'}`, sessionPolicy(deployment, 'acme', scope)] as const,
    ),
  ];
}

const all = [...everyDocument(usualDeployment), ...everyDocument(bothModes)];

function allows(document: PolicyDocument): readonly PolicyStatement[] {
  return document.Statement.filter((statement) => statement.Effect === 'Allow');
}

function conditionKeys(statement: PolicyStatement, operator: string): readonly string[] {
  return Object.keys(statement.Condition?.[operator] ?? {});
}

describe('every document', () => {
  for (const [name, document] of all) {
    it(`${name} has the version in which variables are variables`, () => {
      assert.equal(document.Version, '2012-10-17');
    });

    it(`${name} names each statement once, in letters and digits`, () => {
      const sids = document.Statement.map((statement) => statement.Sid);
      for (const sid of sids) assert.match(sid, /^[A-Za-z0-9]+$/);
      assert.equal(new Set(sids).size, sids.length);
    });

    it(`${name} grants only spelled-out actions`, () => {
      for (const statement of allows(document)) {
        assert.equal(statement.NotAction, undefined);
        assert.equal(statement.NotResource, undefined);
        assert.ok(statement.Action !== undefined && statement.Action.length > 0);
        for (const action of statement.Action) assert.match(action, /^[a-z]+:[A-Z][A-Za-z]+$/);
      }
    });

    it(`${name} guards every leading-key condition against an absent key`, () => {
      for (const statement of document.Statement) {
        const leading = Object.keys(statement.Condition ?? {}).filter((operator) =>
          conditionKeys(statement, operator).includes('dynamodb:LeadingKeys'),
        );
        if (leading.length === 0) continue;
        assert.ok(leading.every((operator) => operator === 'Null' || operator.startsWith('ForAllValues:')));
        assert.equal(statement.Condition?.['Null']?.['dynamodb:LeadingKeys'], 'false');
      }
    });

    it(`${name} relies on no variable in a Deny, and gives no variable a default`, () => {
      for (const statement of document.Statement) {
        const text = JSON.stringify(statement);
        if (statement.Effect === 'Deny') assert.ok(!text.includes('${'), statement.Sid);
        assert.ok(!/\$\{[^}]*,/.test(text), statement.Sid);
      }
    });
  }
});

describe('the tenant roles', () => {
  const reader = tenantReaderPolicy(usualDeployment);
  const writer = tenantWriterPolicy(usualDeployment);
  const reads = [
    'dynamodb:BatchGetItem',
    'dynamodb:GetItem',
    'dynamodb:Query',
    'kms:Decrypt',
    'ssm:GetParameter',
    'ssm:GetParameters',
    'ssm:GetParametersByPath',
  ];
  const writes = ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'kms:Encrypt', 'ssm:DeleteParameter', 'ssm:PutParameter'];
  const granted = (document: PolicyDocument) =>
    [...new Set(allows(document).flatMap((one) => one.Action ?? []))].sort();

  it('grant exactly what the stores send', () => {
    assert.deepEqual(granted(reader), reads);
    assert.deepEqual(granted(writer), [...reads, ...writes].sort());
  });

  it('deny everything that they do not grant', () => {
    for (const document of [reader, writer]) {
      const denied = document.Statement.find((statement) => statement.NotAction !== undefined);
      assert.equal(denied?.Effect, 'Deny');
      assert.deepEqual([...(denied?.NotAction ?? [])].sort(), granted(document));
    }
  });

  it('tie every Allow to the tag in its resource or its condition, and guard the tag', () => {
    for (const statement of [...allows(reader), ...allows(writer)]) {
      assert.ok(JSON.stringify(statement).includes('${aws:PrincipalTag/TenantId}'), statement.Sid);
      assert.equal(statement.Condition?.['Null']?.['aws:PrincipalTag/TenantId'], 'false', statement.Sid);
    }
  });

  it('name partitions by the two exact patterns', () => {
    const patterns = [...allows(reader), ...allows(writer)].flatMap(
      (statement) => statement.Condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'] ?? [],
    );
    assert.deepEqual(
      [...new Set(patterns)].sort(),
      ['TENANT#${aws:PrincipalTag/TenantId}', 'TENANT#${aws:PrincipalTag/TenantId}|SERVICE#*'].sort(),
    );
  });
});

describe('the boundary', () => {
  const boundary = tenantBoundaryPolicy(usualDeployment);
  const actions = (document: PolicyDocument) =>
    [...new Set(allows(document).flatMap((one) => one.Action ?? []))].sort();

  it('leaves to the writer role all that it grants, and to nobody more', () => {
    assert.deepEqual(actions(boundary), actions(tenantWriterPolicy(usualDeployment)));
  });

  it('ties every Allow to the tag, and guards the tag', () => {
    for (const statement of allows(boundary)) {
      assert.ok(JSON.stringify(statement).includes('${aws:PrincipalTag/TenantId}'), statement.Sid);
      assert.equal(statement.Condition?.['Null']?.['aws:PrincipalTag/TenantId'], 'false', statement.Sid);
    }
  });
});

describe('the table policy and those of the organisation', () => {
  const closing = (deployment: Deployment) => [
    tenantTablePolicy(deployment),
    organizationScp(deployment),
    organizationRcp(deployment),
  ];

  it('only deny', () => {
    for (const deployment of [usualDeployment, bothModes]) {
      for (const document of closing(deployment)) assert.deepEqual(allows(document), []);
    }
  });

  it('name this deployment in every resource, and never everything', () => {
    for (const statement of closing(bothModes).flatMap((document) => document.Statement)) {
      for (const resource of [statement.Resource ?? []].flat())
        assert.match(
          resource,
          /^arn:aws:[a-z]+:[^*]*:111122223333:[^*]+(\/(index|backup|stream|config-service)\/\*)?$/,
        );
    }
  });

  it('spare the break-glass principal that the deployment names, and nobody of another name', () => {
    const named = { ...usualDeployment, breakGlass: 'role/emergency/reader' };
    for (const document of [tenantTablePolicy(named), organizationRcp(named), organizationScp(named)]) {
      const text = renderPolicy(document);
      assert.ok(text.includes('"arn:aws:iam::111122223333:role/emergency/reader"'));
      assert.ok(!text.includes('leasehold-operator'));
    }
  });

  it('leave no issuer unnamed: without any, no token opens a session and no issuer is there to protect', () => {
    const none = { ...usualDeployment, issuers: [] };
    const tokens = organizationRcp(none).Statement.find(({ Sid }) => Sid === 'DenyTokensOfOthers');
    assert.equal(tokens?.Condition, undefined);
    assert.ok(organizationScp(none).Statement.every(({ Sid }) => Sid !== 'DenyChangingIssuers'));
  });
});

describe('a session policy', () => {
  const size = (deployment: Deployment, tenant: string, scope: SessionScope) =>
    renderPolicy(sessionPolicy(deployment, tenant, scope)).length;

  it('fits into 2,048 characters when every name is as long as its grammar allows', () => {
    for (const access of ['read', 'write'] as const) {
      for (const service of ['s'.repeat(63), null]) {
        const characters = size(longestNames, 't'.repeat(63), { access, service });
        assert.ok(characters <= 2048, `${access}: ${characters}`);
      }
    }
  });

  it('names its tenant and no variable', () => {
    for (const scope of scopes) {
      const text = renderPolicy(sessionPolicy(usualDeployment, 'acme', scope));
      assert.ok(text.includes('TENANT#acme'));
      assert.ok(!text.includes('${'));
    }
  });

  it('for shared configuration touches DynamoDB alone', () => {
    for (const access of ['read', 'write'] as const) {
      const document = sessionPolicy(usualDeployment, 'acme', { access, service: null });
      const actions = document.Statement.flatMap((statement) => statement.Action ?? []);
      assert.ok(actions.length > 0);
      assert.ok(actions.every((action) => action.startsWith('dynamodb:')));
    }
  });

  it('for reading grants no write', () => {
    const document = sessionPolicy(usualDeployment, 'acme', { access: 'read', service: 'orders' });
    const actions = document.Statement.flatMap((statement) => statement.Action ?? []);
    assert.deepEqual(
      actions.filter((action) => /:(Put|Update|Delete|Encrypt)/.test(action)),
      [],
    );
  });
});

describe('the parameter key', () => {
  it('is managed by actions that neither use it nor hand its use on', () => {
    const document = parameterKeyPolicy(usualDeployment);
    const managing = document.Statement.find((statement) => statement.Sid === 'AdministerThroughIam');
    const use =
      /^kms:(Encrypt|Decrypt|ReEncrypt|GenerateDataKey|GenerateMac|Sign|DeriveSharedSecret|CreateGrant|ImportKey)/;
    assert.ok(managing?.Action?.includes('kms:PutKeyPolicy'), 'without it the key would become unmanageable');
    assert.deepEqual(
      (managing?.Action ?? []).filter((action) => use.test(action)),
      [],
    );
  });
});

describe('a trust policy', () => {
  /** The exchange statements of a deployment whose only issuer speaks for `tenants`. */
  const exchanges = (tenants: readonly string[] | undefined) => {
    const issuers = usualDeployment.issuers.map((issuer) => (tenants === undefined ? issuer : { ...issuer, tenants }));
    const { Statement } = tenantTrustPolicy({ ...bothModes, issuers }, 'read');
    return Statement.filter(({ Sid }) => Sid.startsWith('ExchangeTokenOfIssuer'));
  };
  const asked = (tenants: readonly string[] | undefined) =>
    exchanges(tenants).map(({ Condition }) => Condition?.['StringLike']?.['aws:RequestTag/TenantId']);

  it('holds the requested tenant against those of the issuer, where not all are', () => {
    assert.deepEqual(asked(['acme', 'eu-*']), [['acme', 'eu-*']]);
    assert.deepEqual(asked(['acme']), [['acme']]);
    assert.deepEqual(asked(['*']), [undefined]);
    assert.deepEqual(asked(undefined), [undefined]);
    assert.deepEqual(exchanges(['*']), exchanges(undefined));
  });
});

describe('sizes that IAM limits', () => {
  const trustSize = (tenants: readonly string[]) => {
    const issuers = usualDeployment.issuers.map((issuer) => ({ ...issuer, tenants }));
    return renderPolicy(tenantTrustPolicy({ ...bothModes, issuers }, 'read')).length;
  };
  const tenantIds = (count: number) => Array.from({ length: count }, (_, index) => `tenant-${1_000 + index}`);

  it('a trust policy takes a tenant for its length and three characters more', () => {
    assert.equal(trustSize(tenantIds(9)) - trustSize(tenantIds(8)), 'tenant-1000'.length + 3);
  });

  it('a trust policy beyond 4,096 characters is refused with its size, not cut', () => {
    const fitting = Math.floor((4_096 - trustSize(tenantIds(1))) / 14) + 1;
    assert.ok(fitting > 100 && trustSize(tenantIds(fitting)) <= 4_096, String(fitting));
    assert.throws(
      () => trustSize(tenantIds(fitting + 1)),
      (error) => {
        assert.ok(error instanceof TrustPolicySizeError);
        assert.ok(error.characters > 4_096 && error.characters <= 4_096 + 14);
        assert.match(error.message, new RegExp(`has ${error.characters} characters and IAM stores 4096 at most`));
        return true;
      },
    );
  });

  it('trust policies fit the default 2,048 characters with one pool and both modes', () => {
    for (const access of ['read', 'write'] as const) {
      const characters = renderPolicy(tenantTrustPolicy(bothModes, access)).length;
      assert.ok(characters <= 2048, String(characters));
    }
  });

  it('role policies and boundary fit a managed policy of 6,144 characters at the longest names', () => {
    const managed = [
      tenantReaderPolicy(longestNames),
      tenantWriterPolicy(longestNames),
      tenantBoundaryPolicy(longestNames),
    ];
    for (const document of managed) assert.ok(renderPolicy(document).length <= 6144);
  });

  it('the policies of table, key and organisation fit at the longest names', () => {
    // DynamoDB developer guide: 20 KB; KMS: 32 KB; Organizations user guide: 10,240 (SCP) and 5,120 (RCP) characters.
    const most = [
      [tenantTablePolicy(longestNames), 20_480],
      [parameterKeyPolicy(longestNames), 32_768],
      [organizationScp(longestNames), 10_240],
      [organizationRcp(longestNames), 5_120],
    ] as const;
    for (const [document, characters] of most)
      assert.ok(renderPolicy(document).length <= characters, String(characters));
  });
});

describe('rendering', () => {
  it('gives the same bytes and digest for the same inputs', () => {
    const scope = { access: 'read', service: 'orders' } as const;
    const one = sessionPolicy(usualDeployment, 'acme', scope);
    const two = sessionPolicy({ ...usualDeployment }, 'acme', { ...scope });
    assert.equal(renderPolicy(one), renderPolicy(two));
    assert.equal(policyDigest(one), policyDigest(two));
  });

  it('digests the rendered text with SHA-256, in hex', () => {
    const document = { Version: '2012-10-17', Statement: [] } as const;
    // printf '{"Version":"2012-10-17","Statement":[]}' | sha256sum
    assert.equal(renderPolicy(document), '{"Version":"2012-10-17","Statement":[]}');
    assert.equal(policyDigest(document), '8f907b489532ad56fb7c52f3acc89b27680ed51296bf03984ce78d2b7b96076a');
  });

  it('gives every tenant, service and access its own digest', () => {
    const digests = ['acme', 'acme2', 'globex'].flatMap((tenant) =>
      scopes.map((scope) => policyDigest(sessionPolicy(usualDeployment, tenant, scope))),
    );
    assert.equal(new Set(digests).size, digests.length);
  });
});
