import { after, before, describe, it } from 'mocha';
import { Solver } from '../../src/proof/smt/solver.ts';
import { assertRefuted, changed, replaced, type Slip, withoutAction, withoutStatement } from './slip.ts';

const slips: readonly Slip[] = [
  {
    theorem: 'nothing past the denials',
    what: 'tenant-reader refuses no tag that is too short',
    document: 'tenant-reader',
    make: withoutStatement('DenyShortTenantTag'),
    action: /./,
  },
  {
    theorem: 'nothing past the denials',
    what: 'tenant-reader refuses no tag with a slash',
    document: 'tenant-reader',
    make: withoutStatement('DenyPathInTenantTag'),
    action: /./,
  },
  {
    theorem: 'nothing past the denials',
    what: 'tenant-reader refuses no other key',
    document: 'tenant-reader',
    make: withoutStatement('DenyOtherKeys'),
    action: /^kms:/,
  },
  {
    theorem: 'nothing past the denials',
    what: 'tenant-writer refuses no tag that is too short',
    document: 'tenant-writer',
    make: withoutStatement('DenyShortTenantTag'),
    action: /./,
  },
  {
    theorem: 'nothing past the denials',
    what: 'tenant-writer refuses no tag with a slash',
    document: 'tenant-writer',
    make: withoutStatement('DenyPathInTenantTag'),
    action: /./,
  },
  {
    theorem: 'nothing past the denials',
    what: 'tenant-writer refuses no other key',
    document: 'tenant-writer',
    make: withoutStatement('DenyOtherKeys'),
    action: /^kms:/,
  },
  {
    theorem: 'nothing past the denials',
    what: 'tenant-boundary refuses no tag that is too short',
    document: 'tenant-boundary',
    make: withoutStatement('DenyShortTenantTag'),
    action: /./,
  },
  {
    theorem: 'nothing past the denials',
    what: 'tenant-boundary refuses no tag with a slash',
    document: 'tenant-boundary',
    make: withoutStatement('DenyPathInTenantTag'),
    action: /./,
  },
  {
    theorem: 'nothing past the denials',
    what: 'tenant-boundary refuses no other key',
    document: 'tenant-boundary',
    make: withoutStatement('DenyOtherKeys'),
    action: /^kms:/,
  },
  {
    theorem: 'nothing past the denials',
    what: 'tenant-reader refuses only what the boundary refuses',
    document: 'tenant-reader',
    make: withoutStatement('DenyEverythingElse'),
    action: /./,
  },
  {
    theorem: 'no chaining',
    what: 'a tenant’s session is known by its tag alone',
    document: 'tenant-reader-trust',
    make: withoutStatement('DenyTenantSessions'),
    action: /^sts:AssumeRole$/,
  },
  {
    theorem: 'no chaining',
    what: 'whoever has a tag is known by the role alone',
    document: 'tenant-writer-trust',
    make: withoutStatement('DenyTaggedCallers'),
    action: /^sts:AssumeRole$/,
  },
  {
    theorem: 'sessions open',
    what: 'the trust policy forgets the task role',
    document: 'tenant-reader-trust',
    make: withoutStatement('AssumeForTenant'),
    action: /^sts:AssumeRole$/,
    assumeRole: true,
  },
  {
    theorem: 'sessions open',
    what: 'the task role’s own policy forgets to tag',
    document: 'task-role',
    make: withoutAction('OpenTenantSessions', 'sts:TagSession'),
    action: /^sts:TagSession$/,
    assumeRole: true,
  },
  {
    theorem: 'who is the task role',
    what: 'tasks of any account are taken for ours',
    document: 'task-role-trust',
    make: changed('RunTasks', ({ Condition, ...rest }) => ({
      ...rest,
      Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:ecs:eu-west-1:*:*' } },
    })),
    action: /^sts:AssumeRole$/,
  },
  {
    theorem: 'who is the task role',
    what: 'another service runs as it too',
    document: 'task-role-trust',
    make: changed('RunTasks', (rest) => ({
      ...rest,
      Principal: { Service: ['ecs-tasks.amazonaws.com', 'lambda.amazonaws.com'] },
    })),
    action: /^sts:AssumeRole$/,
  },
  {
    theorem: 'notifier role',
    what: 'what is attached to the notifier is not denied',
    document: 'notifier-role',
    make: withoutStatement('DenyEverythingElse'),
    action: /./,
  },
  {
    theorem: 'notifier role',
    what: 'everything of DynamoDB is left to other policies',
    document: 'notifier-role',
    make: replaced('DenyEverythingElse', 'dynamodb:ListStreams', 'dynamodb:*'),
    action: /^dynamodb:/,
  },
  {
    theorem: 'notifier role',
    what: 'a stream of any table will do',
    document: 'notifier-role',
    make: replaced('DenyOtherStreams', 'table/leasehold-config/stream/*', 'table/*'),
    action: /^dynamodb:/,
  },
  {
    theorem: 'notifier role',
    what: 'a token may be for others as well',
    document: 'notifier-role',
    make: replaced('DenyOtherAudiences', 'ForAnyValue:', 'ForAllValues:'),
    action: /^sts:GetWebIdentityToken$/,
  },
  {
    theorem: 'notifier role',
    what: 'a token may be for nobody',
    document: 'notifier-role',
    make: withoutStatement('DenyWithoutAudience'),
    action: /^sts:GetWebIdentityToken$/,
  },
  {
    theorem: 'notifier role',
    what: 'it finds the instances of every service',
    document: 'notifier-role',
    make: replaced('FindInstances', '"config-service"', '["config-service","order-service"]'),
    action: /^servicediscovery:DiscoverInstances$/,
  },
  {
    theorem: 'who is the notifier',
    what: 'every function whose name begins so runs as it',
    document: 'notifier-role-trust',
    make: replaced('RunFunction', 'leasehold-refresh-notifier', 'leasehold-refresh-notifier*'),
    action: /^sts:AssumeRole$/,
  },
  {
    theorem: 'who is the notifier',
    what: 'the function may be of any account',
    document: 'notifier-role-trust',
    make: changed('RunFunction', ({ Condition, ...rest }) => ({
      ...rest,
      Condition: { ArnLike: Condition?.['ArnEquals'] ?? {} },
    })),
    action: /^sts:AssumeRole$/,
  },
  {
    theorem: 'liveness of the others',
    what: 'the notifier’s tokens may live too short a time',
    document: 'notifier-role',
    make: replaced('ProveIdentity', '"300"', '"299"'),
    action: /^sts:GetWebIdentityToken$/,
  },
  {
    theorem: 'liveness of the others',
    what: 'the organisation keeps the stream from the notifier',
    document: 'organization-rcp',
    make: replaced('DenyStreamToOthers', 'role/leasehold-refresh-notifier', 'role/leasehold-refresh'),
    action: /^dynamodb:Get(?:Records|ShardIterator)$/,
  },
  {
    theorem: 'liveness of the others',
    what: 'the task role’s trust names another region',
    document: 'task-role-trust',
    make: replaced('RunTasks', 'eu-west-1', 'eu-west-2'),
    action: /^sts:AssumeRole$/,
  },
];

describe('The proof of what roles, boundary and trust policies refuse', () => {
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
