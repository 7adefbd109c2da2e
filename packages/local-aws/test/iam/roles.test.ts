import assert from 'node:assert/strict';
import {
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { boundaryArn } from '@leasehold/policies';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { awsError, keysOf, World } from '../world.ts';

describe('a role', () => {
  let world: World;
  let iam: IAMClient;
  let RoleName: string;
  beforeEach(async () => {
    world = await World.start();
    iam = world.client(IAMClient, world.aws.operator);
    RoleName = world.deployment.readerRole;
  });
  afterEach(() => world.stop());

  const open = (tenant = 'acme') =>
    world.webIdentity(world.issuer.mint({ tenant, role: 'reader' }), { RoleSessionName: tenant });
  const attachedArns = async () => {
    const { AttachedPolicies } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
    return (AttachedPolicies ?? []).map((policy) => policy.PolicyArn ?? '');
  };
  const inlineNames = async () => (await iam.send(new ListRolePoliciesCommand({ RoleName }))).PolicyNames ?? [];

  it('shows its trust policy, boundary and longest session', async () => {
    const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
    assert.equal(Role?.Arn, world.reader);
    assert.equal(Role?.MaxSessionDuration, 3_600);
    assert.equal(Role?.PermissionsBoundary?.PermissionsBoundaryArn, boundaryArn(world.deployment));
    const trust = JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ''));
    assert.equal(trust.Version, '2012-10-17');
    const unknown = iam.send(new GetRoleCommand({ RoleName: 'nobody' }));
    await assert.rejects(unknown, awsError('NoSuchEntityException', 404, /role with name nobody cannot be found/));
  });

  it('with a new trust policy opens no session any more, and those that are open live on', async () => {
    const { Credentials } = await open();
    const trust = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    };
    const PolicyDocument = JSON.stringify(trust);
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }));
    await assert.rejects(open(), awsError('AccessDenied', 403, /sts:AssumeRoleWithWebIdentity/));
    await world.client(STSClient, keysOf(Credentials)).send(new GetCallerIdentityCommand({}));
  });

  it('keeps its trust policy when the new one is none, or too long', async () => {
    const update = (PolicyDocument: string) =>
      iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }));
    await assert.rejects(update('{"Version":"2012-10-17"}'), awsError('MalformedPolicyDocumentException', 400));
    await assert.rejects(update('x'.repeat(4_097)), awsError('LimitExceededException', 409, /ACLSizePerRole/));
    await open();
  });

  it('is deleted only without policies; then its sessions are over, and no new one opens', async () => {
    const { Credentials } = await open();
    const remove = () => iam.send(new DeleteRoleCommand({ RoleName }));
    await assert.rejects(remove(), awsError('DeleteConflictException', 409, /detach all policies/));
    for (const PolicyArn of await attachedArns()) await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
    await assert.rejects(remove(), awsError('DeleteConflictException', 409, /delete policies/));
    for (const PolicyName of await inlineNames()) {
      await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
    }
    await remove();
    await assert.rejects(remove(), awsError('NoSuchEntityException', 404));
    await assert.rejects(open(), awsError('AccessDenied', 403));
    const who = world.client(STSClient, keysOf(Credentials)).send(new GetCallerIdentityCommand({}));
    await assert.rejects(who, awsError('InvalidClientTokenId', 403));
  });

  it('cannot be changed by its own sessions', async () => {
    const { Credentials } = await open();
    const client = world.client(IAMClient, keysOf(Credentials));
    const [PolicyArn = ''] = await attachedArns();
    const attempts = [
      () => client.send(new DetachRolePolicyCommand({ RoleName, PolicyArn })),
      () => client.send(new DeleteRoleCommand({ RoleName })),
      () => client.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: '{}' })),
    ];
    for (const attempt of attempts) await assert.rejects(attempt(), awsError('AccessDenied', 403, / role leasehold-/));
    assert.deepEqual(await attachedArns(), [PolicyArn]);
  });
});
