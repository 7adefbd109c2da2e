import assert from 'node:assert/strict';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { after, afterEach, before, describe, it } from 'mocha';
import type { DamageKind, Fault, FaultKind, FaultRule } from '../../src/index.ts';
import { awsError, keysOf, World } from '../world.ts';

const opening = { service: 'sts', operation: 'AssumeRoleWithWebIdentity' } as const;
const throttle = { ...opening, fault: { kind: 'throttle' }, times: Number.POSITIVE_INFINITY } as const;

describe('faults', () => {
  let world: World;
  let started: number;
  before(async () => {
    world = await World.start();
    started = world.clock.now;
  });
  after(() => world.stop());
  afterEach(() => {
    world.aws.faults.clear();
    world.aws.counts.reset();
    world.clock.now = started;
  });

  const open = (tenant = 'acme', RoleArn = world.reader) =>
    world.webIdentity(world.issuer.mint({ tenant, role: 'writer' }), { RoleSessionName: tenant, RoleArn });
  const throttled = awsError('Throttling', 400, /^Rate exceeded$/);

  it('go on until they are cleared', async () => {
    const fault = world.aws.faults.inject(throttle);
    for (let call = 1; call <= 5; call++) {
      await assert.rejects(open(), throttled);
      assert.equal(fault.hits, call);
    }
    fault.clear();
    await open();
    assert.equal(fault.hits, 5);
  });

  it('last for a period of the embedded clock', async () => {
    world.aws.faults.inject({ ...throttle, from: started + 10_000, until: started + 40_000 });
    await open();
    world.clock.now = started + 10_000;
    await assert.rejects(open(), throttled);
    world.clock.now = started + 39_999;
    await assert.rejects(open(), throttled);
    world.clock.now = started + 40_000;
    await open();
  });

  it('hit one role, or one tenant, and spare the others', async () => {
    world.aws.faults.inject({ ...throttle, role: world.deployment.writerRole });
    world.aws.faults.inject({ ...throttle, tenant: 'globex' });
    await assert.rejects(open('acme', world.writer), throttled);
    await assert.rejects(open('globex'), throttled);
    await open('acme');
  });

  it("hit what one tenant's session calls", async () => {
    const who = async (tenant: string) => {
      const { Credentials } = await open(tenant);
      return world.client(STSClient, keysOf(Credentials)).send(new GetCallerIdentityCommand({}));
    };
    const times = Number.POSITIVE_INFINITY;
    world.aws.faults.inject({
      service: 'sts',
      operation: 'GetCallerIdentity',
      tenant: 'globex',
      fault: { kind: 'throttle' },
      times,
    });
    await assert.rejects(who('globex'), throttled);
    await who('acme');
  });

  const errors: readonly (readonly [fault: Fault, name: string, status: number])[] = [
    [{ kind: 'throttle' }, 'Throttling', 400],
    [{ kind: 'service-unavailable' }, 'ServiceUnavailable', 503],
    [{ kind: 'internal-error' }, 'InternalFailure', 500],
    [{ kind: 'packed-policy-too-large' }, 'PackedPolicyTooLargeException', 400],
    [{ kind: 'region-disabled' }, 'RegionDisabledException', 403],
    [{ kind: 'idp-unreachable' }, 'IDPCommunicationErrorException', 400],
    [
      { kind: 'error', code: 'RequestLimitExceeded', status: 503, message: 'Request limit exceeded.' },
      'RequestLimitExceeded',
      503,
    ],
  ];
  for (const [fault, name, status] of errors) {
    it(`answer with ${name} for ${fault.kind}`, async () => {
      world.aws.faults.inject({ ...opening, fault, times: 1 });
      await assert.rejects(open(), awsError(name, status));
      await open();
    });
  }

  const damages: readonly DamageKind[] = [
    'truncated-reply',
    'cut-off-reply',
    'html-reply',
    'empty-reply',
    'hollow-reply',
    'blank-credentials',
  ];
  for (const kind of damages) {
    it(`leave no usable credentials in a ${kind}, though the session was opened`, async () => {
      world.aws.faults.inject({ ...opening, fault: { kind }, times: 1 });
      const answer = await open().catch((error: Error) => error);
      const keys = answer instanceof Error ? undefined : answer.Credentials;
      assert.ok(!keys?.AccessKeyId && !keys?.SecretAccessKey && !keys?.SessionToken);
      assert.equal(world.aws.trail.records().at(-1)?.errorCode, undefined);
      assert.deepEqual(world.aws.counts.rows(), [{ ...opening, outcome: kind, calls: 1 }]);
    });
  }

  it('send a web page with status 200', async () => {
    world.aws.faults.inject({ service: 'ssm', fault: { kind: 'html-reply' }, times: 1 });
    world.aws.faults.inject({ ...opening, fault: { kind: 'html-reply' }, times: 1 });
    await assert.rejects(open(), (error: { $response?: { statusCode?: number }; message?: string }) => {
      assert.equal(error.$response?.statusCode, 200);
      return true;
    });
  });

  it('open sessions that are over, and the session is', async () => {
    world.aws.faults.inject({ ...opening, fault: { kind: 'expired-credentials' }, times: 1 });
    const { Credentials } = await open();
    assert.equal(Credentials?.Expiration?.getTime(), Math.floor((started - 60_000) / 1000) * 1000);
    const sts = world.client(STSClient, keysOf(Credentials));
    await assert.rejects(sts.send(new GetCallerIdentityCommand({})), awsError('ExpiredToken', 403));
  });

  it('open sessions shorter than asked for, and never longer', async () => {
    const seconds = async (ofFault: number) => {
      world.aws.faults.inject({ ...opening, fault: { kind: 'short-credentials', seconds: ofFault }, times: 1 });
      const { Credentials } = await open();
      return Math.round(((Credentials?.Expiration?.getTime() ?? 0) - started) / 1000);
    };
    assert.ok((await seconds(30)) <= 30);
    assert.ok((await seconds(43_200)) <= 3_600);
  });

  it('are refused when they could never be shown', () => {
    const rules: readonly Partial<FaultRule>[] = [
      { times: 0 },
      { times: 1.5 },
      { times: Number.NaN },
      { from: 2, until: 2 },
      { fault: { kind: 'delay', ms: 60_001 } },
      { fault: { kind: 'short-credentials', seconds: 0 } },
      { fault: { kind: 'error', code: '', status: 400 } },
      { fault: { kind: 'error', code: 'X', status: 200 } },
    ];
    for (const rule of rules) assert.throws(() => world.aws.faults.inject({ ...throttle, ...rule }), RangeError);
  });

  it('are counted with all other calls, by operation and outcome', async () => {
    const kinds: readonly FaultKind[] = ['throttle', 'reset', 'reset-after'];
    for (const kind of kinds) world.aws.faults.inject({ ...opening, fault: { kind }, times: 1 });
    for (const _ of kinds) await assert.rejects(open());
    await open();
    await open();
    await assert.rejects(world.webIdentity('no.to.ken'));
    await world.client(STSClient, world.aws.operator).send(new GetCallerIdentityCommand({}));
    const { counts } = world.aws;
    assert.deepEqual(
      counts.rows().map(({ operation, outcome, calls }) => [operation, outcome, calls]),
      [
        ['AssumeRoleWithWebIdentity', 'Throttling', 1],
        ['AssumeRoleWithWebIdentity', 'reset', 1],
        ['AssumeRoleWithWebIdentity', 'reset-after', 1],
        ['AssumeRoleWithWebIdentity', 'ok', 2],
        ['AssumeRoleWithWebIdentity', 'InvalidIdentityToken', 1],
        ['GetCallerIdentity', 'ok', 1],
      ],
    );
    assert.equal(counts.total(), 7);
    assert.equal(counts.total({ service: 'sts', outcome: 'ok' }), 3);
    assert.equal(counts.total(opening), 6);
    counts.reset();
    assert.equal(counts.total(), 0);
  });
});
