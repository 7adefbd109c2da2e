import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  type Deployment,
  DeploymentGrammarError,
  localDeployment,
  notifierRolePolicy,
  notifierRoleTrustPolicy,
  organizationRcp,
  organizationScp,
  parameterKeyPolicy,
  safeDeployment,
  sessionPolicy,
  taskRolePolicy,
  taskRoleTrustPolicy,
  tenantBoundaryPolicy,
  tenantReaderPolicy,
  tenantTablePolicy,
  tenantTrustPolicy,
  tenantWriterPolicy,
} from '../src/index.ts';
import { bothModes, byUser, longestNames, usualDeployment } from './deployments.ts';

const issuer = { provider: 'login.example.com', audiences: ['web'] };

const refused: readonly (readonly [string, Partial<Deployment>, string])[] = [
  ['an unknown partition', { partition: 'aws-moon' }, 'partition'],
  ['a partition of stars', { partition: '*' }, 'partition'],
  ['a region of stars', { region: '*' }, 'region'],
  ['a region of unlikely length', { region: 'eu-westwestwestwest-1' }, 'region'],
  ['an account that is no number', { account: '*' }, 'account'],
  ['an account of 11 digits', { account: '11112222333' }, 'account'],
  ['a table with a star', { table: 'leasehold-*' }, 'table'],
  ['a table with an index', { table: 'leasehold/index/by-name' }, 'table'],
  ['a table with a variable', { table: 'leasehold-${aws:username}' }, 'table'],
  ['a root with a slash', { parameterRoot: 'config/service' }, 'parameterRoot'],
  ['an empty root', { parameterRoot: '' }, 'parameterRoot'],
  ['a root that Parameter Store reserves', { parameterRoot: 'AWS-config' }, 'parameterRoot'],
  ['a root that is too long for a session policy', { parameterRoot: 'r'.repeat(64) }, 'parameterRoot'],
  ['a role with a star', { readerRole: '*' }, 'readerRole'],
  ['a role with a path', { writerRole: 'team/writer' }, 'writerRole'],
  ['a task role with a colon', { taskRole: 'a:b' }, 'taskRole'],
  ['one role for reading and writing', { writerRole: localDeployment.readerRole }, 'taskRole'],
  ['one role for the task and a tenant', { taskRole: localDeployment.readerRole }, 'taskRole'],
  ['a boundary with a path', { boundaryPolicy: 'team/boundary' }, 'boundaryPolicy'],
  ['a boundary of stars', { boundaryPolicy: '*' }, 'boundaryPolicy'],
  ['a deployer with a star', { deployer: 'role/leasehold-*' }, 'deployer'],
  ['a deployer that is a tenant role', { deployer: `role/${localDeployment.writerRole}` }, 'deployer'],
  ['a deployer that is the task role in other letters', { deployer: 'role/LEASEHOLD-service' }, 'deployer'],
  ...[
    '*',
    'role/*',
    'user/leasehold-?',
    'role/',
    'leasehold-operator',
    'root',
    'group/operators',
    'assumed-role/operator/ann',
    'role//operator',
    'role/${aws:username}',
    'role/a:b',
    'arn:aws:iam::111122223333:role/operator',
    `role/${'a'.repeat(65)}`,
    `role/${'a/'.repeat(62)}a`,
    'user/leasehold-operator\n',
  ].map(
    (breakGlass) => [`the break-glass principal ${JSON.stringify(breakGlass)}`, { breakGlass }, 'breakGlass'] as const,
  ),
  ['a break-glass principal that is a tenant role', { breakGlass: `role/${localDeployment.readerRole}` }, 'breakGlass'],
  ['a break-glass principal that deploys', { breakGlass: localDeployment.deployer }, 'breakGlass'],
  ['a revoker with a star', { revoker: 'role/*' }, 'revoker'],
  ['a revoker that is the task role', { revoker: `role/${localDeployment.taskRole}` }, 'revoker'],
  ['a revoker that deploys', { revoker: localDeployment.deployer }, 'revoker'],
  ['a revoker that breaks the glass', { revoker: localDeployment.breakGlass }, 'revoker'],
  ['a revocations policy of stars', { revocationsPolicy: '*' }, 'revocationsPolicy'],
  ['a boundary that lists who is revoked', { revocationsPolicy: localDeployment.boundaryPolicy }, 'revocationsPolicy'],
  ['a notifier role of stars', { notifierRole: '*' }, 'notifierRole'],
  [
    'a notifier that is the task role in other letters',
    { notifierRole: localDeployment.taskRole.toUpperCase() },
    'notifierRole',
  ],
  ['a notifier that reads', { notifierRole: localDeployment.readerRole }, 'notifierRole'],
  ['a deployer that is the notifier', { deployer: `role/${localDeployment.notifierRole}` }, 'deployer'],
  [
    'a break-glass principal that is the notifier',
    { breakGlass: `role/${localDeployment.notifierRole}` },
    'breakGlass',
  ],
  ['a revoker that is the notifier', { revoker: `role/${localDeployment.notifierRole}` }, 'revoker'],
  ['a function of stars', { notifierFunction: 'refresh-*' }, 'notifierFunction'],
  ['a function with a version', { notifierFunction: 'refresh:1' }, 'notifierFunction'],
  ['a queue of stars', { failureQueue: '*' }, 'failureQueue'],
  ['a FIFO queue', { failureQueue: 'failures.fifo' }, 'failureQueue'],
  ['an audience of refreshes with a variable', { refreshAudience: '${aws:username}' }, 'refreshAudience'],
  ['no audience of refreshes', { refreshAudience: '' }, 'refreshAudience'],
  [
    "an audience of refreshes that users' tokens have",
    { issuers: [issuer], refreshAudience: 'web' },
    'refreshAudience',
  ],
  ['a namespace of stars', { namespace: '*.internal' }, 'namespace'],
  ['a namespace that ends in a dot', { namespace: 'leasehold.internal.' }, 'namespace'],
  ['a namespace of 254 characters', { namespace: `${'a.'.repeat(126)}ab` }, 'namespace'],
  ['a discovered service with a slash', { discoveryService: 'config/service' }, 'discoveryService'],
  ['a discovered service that begins with a hyphen', { discoveryService: '-service' }, 'discoveryService'],
  ['an attribution nobody knows', { attribution: 'nobody' as 'user' }, 'attribution'],
  ...['a'.repeat(41), `${'a'.repeat(41)}*`].map(
    (tenant) =>
      [
        `the tenant ${tenant}, whose users could not be named`,
        { attribution: 'user' as const, issuers: [{ ...issuer, tenants: ['acme', tenant] }] },
        'issuers[0].tenants',
      ] as const,
  ),
  ['a key alias', { parameterKeyId: 'alias/leasehold' }, 'parameterKeyId'],
  ['a key ARN', { parameterKeyId: 'arn:aws:kms:eu-west-1:111122223333:key/*' }, 'parameterKeyId'],
  [
    'a provider with its scheme',
    { issuers: [{ ...issuer, provider: 'https://login.example.com' }] },
    'issuers[0].provider',
  ],
  ['a provider with a star', { issuers: [{ ...issuer, provider: '*.example.com' }] }, 'issuers[0].provider'],
  [
    'a provider with a slash at its end',
    { issuers: [{ ...issuer, provider: 'login.example.com/' }] },
    'issuers[0].provider',
  ],
  [
    'an issuer without audiences',
    { issuers: [issuer, { provider: 'b.example.com', audiences: [] }] },
    'issuers[1].audiences',
  ],
  [
    'an audience with a variable',
    { issuers: [{ ...issuer, audiences: ['web', '${aws:username}'] }] },
    'issuers[0].audiences',
  ],
  ['an audience of stars', { issuers: [{ ...issuer, audiences: ['*'] }] }, 'issuers[0].audiences'],
  ['no tenants', { issuers: [{ ...issuer, tenants: [] }] }, 'issuers[0].tenants'],
  [
    '1,001 tenants',
    { issuers: [{ ...issuer, tenants: Array.from({ length: 1_001 }, (_, index) => `t${index}`) }] },
    'issuers[0].tenants',
  ],
  ...['', 'a', 'a'.repeat(64), `${'a'.repeat(63)}*`, '**', '*acme', 'ac*me', 'acm?', '-*', 'a/*', 'acme\n', '${x}'].map(
    (tenant) =>
      [
        `the tenant ${JSON.stringify(tenant)}`,
        { issuers: [{ ...issuer, tenants: ['acme', tenant] }] },
        'issuers[0].tenants',
      ] as const,
  ),
  ['all tenants and one more', { issuers: [{ ...issuer, tenants: ['acme', '*'] }] }, 'issuers[0].tenants'],
  [
    'a second issuer, of which none says its tenants',
    { issuers: [issuer, { provider: 'b.example.com', audiences: ['web'] }] },
    'issuers[0].tenants',
  ],
  [
    'a second issuer that does not say its tenants',
    {
      issuers: [
        { ...issuer, tenants: ['*'] },
        { provider: 'b.example.com', audiences: ['web'] },
      ],
    },
    'issuers[1].tenants',
  ],
  ['one provider twice', { issuers: [issuer, { ...issuer, audiences: ['cli'] }] }, 'issuers'],
];

describe('a deployment', () => {
  for (const [what, change, field] of refused) {
    it(`is refused with ${what}, by every document`, () => {
      const deployment: Deployment = { ...localDeployment, ...change };
      const builders = [
        () => safeDeployment(deployment),
        () => tenantReaderPolicy(deployment),
        () => tenantWriterPolicy(deployment),
        () => tenantTrustPolicy(deployment, 'read'),
        () => taskRolePolicy(deployment),
        () => taskRoleTrustPolicy(deployment),
        () => notifierRolePolicy(deployment),
        () => notifierRoleTrustPolicy(deployment),
        () => parameterKeyPolicy(deployment),
        () => tenantBoundaryPolicy(deployment),
        () => tenantTablePolicy(deployment),
        () => organizationScp(deployment),
        () => organizationRcp(deployment),
        () => sessionPolicy(deployment, 'acme', { access: 'read', service: null }),
      ];
      for (const build of builders) {
        assert.throws(build, (error) => error instanceof DeploymentGrammarError && error.field === field);
      }
    });
  }

  it('is accepted as shipped, with both modes, at its longest, and with an issuer on a port', () => {
    const onPort: Deployment = { ...localDeployment, issuers: [{ ...issuer, provider: '127.0.0.1:4567/pool' }] };
    const china: Deployment = { ...localDeployment, partition: 'aws-cn', region: 'cn-north-1' };
    const sso = 'role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_BreakGlass_0123456789abcdef';
    const people: Deployment = { ...localDeployment, breakGlass: sso, deployer: 'user/ci/leasehold' };
    const roomForUsers: Deployment = {
      ...byUser,
      issuers: [{ ...issuer, tenants: ['a'.repeat(40), `${'a'.repeat(40)}*`] }],
    };
    const accepted = [localDeployment, usualDeployment, bothModes, longestNames, onPort, china, people, roomForUsers];
    for (const deployment of accepted) {
      assert.equal(safeDeployment(deployment), deployment);
    }
  });

  it('is accepted with two issuers that say their tenants, by id, by prefix and all', () => {
    const longest = ['a'.repeat(63), `${'a'.repeat(62)}*`];
    for (const tenants of [['acme'], ['eu-*', 'acme'], ['a*'], ['*'], longest]) {
      const issuers = [
        { ...issuer, tenants },
        { provider: 'b.example.com', audiences: ['web'], tenants: ['globex'] },
      ];
      const deployment: Deployment = { ...localDeployment, issuers };
      assert.equal(safeDeployment(deployment), deployment);
    }
  });

  it('without issuers and assume-role mode lets nobody open a session', () => {
    const document = tenantTrustPolicy(localDeployment, 'read');
    assert.ok(document.Statement.length > 0);
    assert.ok(document.Statement.every((statement) => statement.Effect === 'Deny'));
  });

  it('names the task role in a trust policy only where the assume-role mode is on', () => {
    for (const access of ['read', 'write'] as const) {
      assert.ok(!JSON.stringify(tenantTrustPolicy(usualDeployment, access)).includes(usualDeployment.taskRole));
      assert.ok(JSON.stringify(tenantTrustPolicy(bothModes, access)).includes(`role/${bothModes.taskRole}`));
    }
  });

  it('names Parameter Store by its endpoint in China too', () => {
    const china: Deployment = { ...localDeployment, partition: 'aws-cn', region: 'cn-north-1' };
    assert.ok(JSON.stringify(tenantReaderPolicy(china)).includes('"ssm.cn-north-1.amazonaws.com.cn"'));
    assert.ok(JSON.stringify(tenantReaderPolicy(localDeployment)).includes('"ssm.eu-west-1.amazonaws.com"'));
  });
});
