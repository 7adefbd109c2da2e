import assert from 'node:assert/strict';
import {
  CreatePolicyVersionCommand,
  DeletePolicyVersionCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  IAMClient,
  ListPolicyVersionsCommand,
  SetDefaultPolicyVersionCommand,
} from '@aws-sdk/client-iam';
import { boundaryArn, nobodyRevoked, readRevocations, revocationsArn } from '@leasehold/policies';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { awsError, type Keys, keysOf, World } from '../world.ts';

const allowing = (resource: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Sid: 'A', Effect: 'Deny', Action: ['s3:GetObject'], Resource: resource }],
  });

describe('a managed policy', () => {
  let world: World;
  let iam: IAMClient;
  let PolicyArn: string;
  beforeEach(async () => {
    world = await World.start();
    iam = world.client(IAMClient, world.aws.operator);
    PolicyArn = revocationsArn(world.deployment);
  });
  afterEach(() => world.stop());

  const create = (PolicyDocument: string, SetAsDefault?: boolean) =>
    iam.send(
      new CreatePolicyVersionCommand({
        PolicyArn,
        PolicyDocument,
        ...(SetAsDefault === undefined ? {} : { SetAsDefault }),
      }),
    );
  const versions = async () => {
    const { Versions, IsTruncated } = await iam.send(new ListPolicyVersionsCommand({ PolicyArn }));
    assert.equal(IsTruncated, false);
    return (Versions ?? []).map(({ VersionId, IsDefaultVersion }) => [VersionId, IsDefaultVersion]);
  };
  const document = async (VersionId: string) => {
    const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId }));
    return PolicyVersion?.Document ?? '';
  };

  it('is attached to both tenant roles, with a first version that denies nobody', async () => {
    const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }));
    assert.match(Policy?.PolicyId ?? '', /^ANPA[A-Z2-7]{16}$/);
    assert.deepEqual(
      [Policy?.Arn, Policy?.DefaultVersionId, Policy?.AttachmentCount, Policy?.PermissionsBoundaryUsageCount],
      [PolicyArn, 'v1', 2, 0],
    );
    assert.equal(Policy?.CreateDate?.getTime(), Math.floor(world.clock.now / 1000) * 1000);
    assert.deepEqual(readRevocations(JSON.parse(decodeURIComponent(await document('v1')))), nobodyRevoked);
    assert.deepEqual(await versions(), [['v1', true]]);
    const boundary = await iam.send(new GetPolicyCommand({ PolicyArn: boundaryArn(world.deployment) }));
    assert.equal(boundary.Policy?.PermissionsBoundaryUsageCount, 2);
  });

  it('answers its document as RFC 3986 encodes it, to the character', async () => {
    const text = allowing("arn:aws:s3:::b/a~b_c-d.e'(f)!*").replace('{', '{ \n');
    const { PolicyVersion } = await create(text);
    const encoded = await document(PolicyVersion?.VersionId ?? '');
    assert.equal(decodeURIComponent(encoded), text);
    assert.match(encoded, /^[A-Za-z0-9._~%-]+$/);
    assert.ok(encoded.startsWith('%7B%20%0A%22Version'));
  });

  it('has a default version that a new one replaces only when it says so', async () => {
    assert.equal((await create(allowing('*'))).PolicyVersion?.IsDefaultVersion, false);
    assert.deepEqual(await versions(), [
      ['v2', false],
      ['v1', true],
    ]);
    await create(allowing('*'), true);
    await iam.send(new SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: 'v2' }));
    assert.deepEqual(await versions(), [
      ['v3', false],
      ['v2', true],
      ['v1', false],
    ]);
  });

  it('holds five versions, and gives no number twice', async () => {
    for (let made = 2; made <= 5; made++) await create(allowing('*'));
    await assert.rejects(create(allowing('*')), awsError('LimitExceededException', 409, /up to 5 versions/));
    const remove = (VersionId: string) => iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId }));
    await assert.rejects(remove('v1'), awsError('DeleteConflictException', 409, /default version/));
    await remove('v5');
    await assert.rejects(remove('v5'), awsError('NoSuchEntityException', 404));
    assert.equal((await create(allowing('*'))).PolicyVersion?.VersionId, 'v6');
  });

  it('holds 6,144 characters, white space not counted', async () => {
    const most = allowing('a'.repeat(6_144 - allowing('').length)).replaceAll(',', ' ,\n\t ');
    await assert.rejects(create(most.replace('aaa', 'aaaa')), awsError('LimitExceededException', 409, /6144$/));
    // A resource must be an ARN, so the longest is tried with one.
    const arn = 'arn:aws:s3:::';
    const legal = most.replace('a'.repeat(arn.length), arn);
    await create(legal);
  });

  for (const [what, text] of [
    ['no JSON', '{'],
    ['no statement', '{"Version":"2012-10-17","Statement":[]}'],
    ['a principal', allowing('*').replace('"Effect"', '"Principal":"*","Effect"')],
  ] as const) {
    it(`refuses a document with ${what}`, () =>
      assert.rejects(create(text, true), awsError('MalformedPolicyDocumentException', 400)));
  }

  it('is unknown under another ARN or version', async () => {
    const other = iam.send(new GetPolicyCommand({ PolicyArn: `${PolicyArn}2` }));
    await assert.rejects(other, awsError('NoSuchEntityException', 404, /was not found/));
    await assert.rejects(document('v9'), awsError('NoSuchEntityException', 404));
    await assert.rejects(document('latest'), awsError('ValidationError', 400));
    const paged = iam.send(new ListPolicyVersionsCommand({ PolicyArn, MaxItems: 1 }));
    await assert.rejects(paged, awsError('ValidationError', 400));
  });

  it('takes signatures for its home and for the region it is called in, and no third', async () => {
    const signedFor = (region: string) => {
      const { endpoint } = world.aws;
      const client = new IAMClient({ endpoint, region, maxAttempts: 1, credentials: world.aws.operator });
      return client.send(new GetPolicyCommand({ PolicyArn })).finally(() => client.destroy());
    };
    await signedFor('us-east-1');
    await signedFor('eu-west-1');
    await assert.rejects(signedFor('eu-central-1'), awsError('SignatureDoesNotMatch', 403));
  });

  it('is closed to a session of a tenant and to the task, in the words of IAM', async () => {
    const { Credentials } = await world.webIdentity(world.issuer.mint({ tenant: 'acme', role: 'reader' }));
    for (const keys of [keysOf(Credentials), await world.task()] as readonly Keys[]) {
      const client = world.client(IAMClient, keys);
      const refused = awsError(
        'AccessDenied',
        403,
        /is not authorized to perform: iam:CreatePolicyVersion on resource: policy arn:aws:iam::\d{12}:policy\/\S+ /,
      );
      const attempt = new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: allowing('*'), SetAsDefault: true });
      await assert.rejects(client.send(attempt), refused);
      // Whether the policy exists is not for them to know either.
      const unknown = new DeletePolicyVersionCommand({ PolicyArn: `${PolicyArn}2`, VersionId: 'v1' });
      await assert.rejects(client.send(unknown), awsError('AccessDenied', 403));
    }
    assert.deepEqual(await versions(), [['v1', true]]);
  });

  it('leaves events in the home of IAM, as CloudTrail writes them', async () => {
    await create(allowing('*'), true);
    const record = world.aws.trail.records().at(-1);
    assert.deepEqual(
      [record?.eventSource, record?.eventName, record?.awsRegion, record?.readOnly, record?.managementEvent],
      ['iam.amazonaws.com', 'CreatePolicyVersion', 'us-east-1', false, true],
    );
    assert.deepEqual(record?.requestParameters, {
      policyArn: PolicyArn,
      policyDocument: allowing('*'),
      setAsDefault: true,
    });
    const shown = record?.responseElements?.['policyVersion'] as Readonly<Record<string, unknown>>;
    assert.deepEqual([shown['versionId'], shown['isDefaultVersion']], ['v2', true]);
    await iam.send(new GetPolicyCommand({ PolicyArn }));
    assert.equal(world.aws.trail.records().at(-1)?.readOnly, true);
    assert.equal(world.aws.counts.total({ service: 'iam', outcome: 'ok' }), 2);
  });
});
