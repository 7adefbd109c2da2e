import assert from 'node:assert/strict';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { renderPolicy, sessionPolicy } from '@leasehold/policies';
import { after, before, describe, it } from 'mocha';
import { awsError, type Keys, keysOf, World } from '../world.ts';

type Input = NonNullable<Parameters<World['assumeRole']>[1]>;

describe('AssumeRole', () => {
  let world: World;
  let task: Keys;
  before(async () => {
    world = await World.start();
    task = await world.task();
  });
  after(() => world.stop());

  it('opens a tenant session for the task role, carrying tags and source identity', async () => {
    const reply = await world.assumeRole(task);
    assert.equal(reply.SourceIdentity, 'acme');
    const record = world.aws.trail.records().at(-1);
    assert.deepEqual(record?.requestParameters?.['tags'], [
      { key: 'TenantId', value: 'acme' },
      { key: 'UserRole', value: 'reader' },
    ]);
    const asked = world.aws.trail
      .entries()
      .at(-1)
      ?.asks.map(({ action, effect }) => [action, effect]);
    assert.deepEqual(asked, [
      ['sts:AssumeRole', 'allow'],
      ['sts:TagSession', 'allow'],
      ['sts:SetSourceIdentity', 'allow'],
    ]);
  });

  const many = Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}`, Value: 'v' }));
  const tenantTags = [
    { Key: 'TenantId', Value: 'acme' },
    { Key: 'UserRole', Value: 'reader' },
  ];
  const refused: readonly (readonly [what: string, code: string, status: number, input: Input])[] = [
    ['a session name that is not the tag', 'AccessDenied', 403, { RoleSessionName: 'globex' }],
    ['a source identity that is not the tag', 'AccessDenied', 403, { SourceIdentity: 'globex' }],
    ['no source identity', 'AccessDenied', 403, { SourceIdentity: undefined }],
    ['no tags', 'AccessDenied', 403, { Tags: [] }],
    ['another tag', 'AccessDenied', 403, { Tags: [...tenantTags, { Key: 'Extra', Value: '1' }] }],
    ['a role that does not exist', 'AccessDenied', 403, { RoleArn: 'arn:aws:iam::111122223333:role/nobody' }],
    [
      'a role that does not trust it',
      'AccessDenied',
      403,
      { RoleArn: 'arn:aws:iam::111122223333:role/leasehold-service' },
    ],
    ['over an hour, since it is a session itself', 'ValidationError', 400, { DurationSeconds: 3_601 }],
    ['under 15 minutes', 'ValidationError', 400, { DurationSeconds: 899 }],
    ['over 12 hours', 'ValidationError', 400, { DurationSeconds: 43_201 }],
    ['a session name of one character', 'ValidationError', 400, { RoleSessionName: 'a' }],
    ['a session name with a slash', 'ValidationError', 400, { RoleSessionName: 'acme/x' }],
    ['a source identity with a star', 'ValidationError', 400, { SourceIdentity: 'ac*' }],
    ['51 tags', 'ValidationError', 400, { Tags: many }],
    ['a tag value with a star', 'ValidationError', 400, { Tags: [{ Key: 'TenantId', Value: '*' }] }],
    ['a tag of AWS', 'ValidationError', 400, { Tags: [{ Key: 'aws:x', Value: '1' }] }],
    [
      'one key in two cases',
      'InvalidParameterValue',
      400,
      { Tags: [...tenantTags, { Key: 'TENANTID', Value: 'globex' }] },
    ],
    ['a transitive key that is no tag', 'InvalidParameterValue', 400, { TransitiveTagKeys: ['Nothing'] }],
    ['a policy that is no JSON', 'MalformedPolicyDocumentException', 400, { Policy: '{' }],
    [
      'a policy with an unknown element',
      'MalformedPolicyDocumentException',
      400,
      { Policy: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Extra":1}]}' },
    ],
    [
      'a policy with a principal',
      'MalformedPolicyDocumentException',
      400,
      {
        Policy: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}',
      },
    ],
    [
      'a policy over 2,048 characters',
      'ValidationError',
      400,
      { Policy: `{"Version":"2012-10-17",${' '.repeat(2_048)}}` },
    ],
    [
      'managed session policies',
      'ValidationError',
      400,
      { PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }] },
    ],
    ['an MFA code', 'ValidationError', 400, { SerialNumber: 'arn:aws:iam::111122223333:mfa/x', TokenCode: '123456' }],
  ];
  for (const [what, code, status, input] of refused) {
    it(`refuses ${what}: ${code}`, async () => {
      await assert.rejects(world.assumeRole(task, input), awsError(code, status));
    });
  }

  it('says that chaining, not the role, is what limits a session of a session to an hour', async () => {
    await assert.rejects(
      world.assumeRole(task, { DurationSeconds: 3_601 }),
      awsError('ValidationError', 400, /1 hour session limit for roles assumed by role chaining/),
    );
  });

  it('names caller, action, resource and the deciding kind of policy', async () => {
    await assert.rejects(
      world.assumeRole(task, { RoleSessionName: 'globex' }),
      awsError(
        'AccessDenied',
        403,
        /^User: arn:aws:sts::111122223333:assumed-role\/leasehold-service\/[0-9a-f]{32} is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::111122223333:role\/leasehold-tenant-reader because no role trust policy allows the sts:AssumeRole action$/,
      ),
    );
  });

  it('refuses the operator, whom no role trusts, whatever its own policy allows', async () => {
    await assert.rejects(world.assumeRole(world.aws.operator), awsError('AccessDenied', 403, /no role trust policy/));
  });

  it('refuses the task role where the deployment has no assume-role trust', async () => {
    const closed = await World.start({ assumeRoleTrust: false });
    try {
      await assert.rejects(
        closed.assumeRole(await closed.task()),
        awsError('AccessDenied', 403, /with an explicit deny in an identity-based policy$/),
      );
    } finally {
      await closed.stop();
    }
  });

  it('lets a tenant session open no further one', async () => {
    const session = keysOf((await world.assumeRole(task)).Credentials);
    await assert.rejects(world.assumeRole(session), awsError('AccessDenied', 403, /explicit deny/));
  });

  it('cuts a session down to its session policy', async () => {
    const policy = renderPolicy(sessionPolicy(world.deployment, 'acme', { access: 'read', service: 'orders' }));
    const session = keysOf((await world.assumeRole(task, { Policy: policy })).Credentials);
    const ssm = world.client(SSMClient, session);
    await assert.rejects(
      ssm.send(new GetParameterCommand({ Name: '/config-service/acme/billing/key' })),
      awsError('AccessDeniedException', 400, /because no session policy allows the ssm:GetParameter action$/),
    );
    await assert.rejects(
      ssm.send(new GetParameterCommand({ Name: '/config-service/acme/orders/key' })),
      awsError('ParameterNotFound', 400),
    );
  });

  it('ends a session at its time', async () => {
    const passing = await World.start();
    try {
      const session = keysOf((await passing.assumeRole(await passing.task(), { DurationSeconds: 900 })).Credentials);
      passing.clock.now += 901_000;
      await assert.rejects(
        passing.client(STSClient, session).send(new GetCallerIdentityCommand({})),
        awsError('ExpiredToken', 403),
      );
      await assert.rejects(
        passing.client(SSMClient, session).send(new GetParameterCommand({ Name: '/x' })),
        awsError('ExpiredTokenException', 400),
      );
    } finally {
      await passing.stop();
    }
  });
});
