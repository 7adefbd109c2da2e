import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { PermissionDeniedError, type VerifiedTenant } from '@leasehold/domain';
import { renderPolicy, type SessionScope, sessionPolicy } from '@leasehold/policies';
import { createVendor, type Vending, VendingFaultError } from '@leasehold/vending';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { callerOf, testIssuer } from './caller.ts';
import { deployment } from './deployment.ts';
import { type AnswerParts, FakeSts } from './fake-sts.ts';
import { ManualClock } from './manual-clock.ts';
import { shown, thrownBy } from './shown.ts';

const machines = 'https://machines.example';
const readOrders: SessionScope = { access: 'read', service: 'orders' };
const writeOrders: SessionScope = { access: 'write', service: 'orders' };
const writeShared: SessionScope = { access: 'write', service: null };

describe('vending at STS', () => {
  let clock: ManualClock;
  let sts: FakeSts;
  let vending: Vending;

  beforeEach(async () => {
    clock = new ManualClock();
    sts = await FakeSts.start(clock);
    vending = vendingOf({});
  });

  afterEach(async () => {
    vending.close();
    await sts.close();
  });

  function vendingOf(settings: { sessionSeconds?: number }, of = deployment): Vending {
    return createVendor({
      deployment: of,
      sts: { region: 'eu-west-1', endpoint: sts.url },
      modes: new Map([
        [testIssuer, 'web-identity'],
        [machines, 'assume-role'],
      ]),
      clock,
      settings,
      credentials: { accessKeyId: 'AKIASERVICE', secretAccessKey: 'service-secret' },
    });
  }

  describe('by web identity', () => {
    it('sends the token and the session policy, unsigned, named after the tenant, and nothing else', async () => {
      const caller = callerOf('acme', { token: 'the.user.token' });
      const session = await vending.vendor.vend(caller, readOrders);
      assert.deepEqual(sts.requests, [
        {
          authorization: null,
          form: {
            Action: 'AssumeRoleWithWebIdentity',
            Version: '2011-06-15',
            RoleArn: 'arn:aws:iam::111122223333:role/leasehold-tenant-reader',
            RoleSessionName: 'acme',
            WebIdentityToken: 'the.user.token',
            Policy: renderPolicy(sessionPolicy(deployment, 'acme', readOrders)),
            DurationSeconds: '3600',
          },
        },
      ]);
      assert.equal(session.tenant, 'acme');
      assert.equal(session.expiresAt, clock.now() + 3_600_000);
      assert.deepEqual(session.reveal(), {
        accessKeyId: 'ASIA1',
        secretAccessKey: 'secret-of-acme',
        sessionToken: 'session-of-acme',
      });
      assert.ok(!inspect(session, { depth: 5, showHidden: true }).includes('secret-of-acme'));
    });

    it('may ask for sessions of up to 12 hours', async () => {
      vending.close();
      vending = vendingOf({ sessionSeconds: 43_200 });
      await vending.vendor.vend(callerOf('acme'), readOrders);
      assert.equal(sts.requests[0]?.form['DurationSeconds'], '43200');
    });
  });

  describe('by assuming the role', () => {
    it('passes tenant and role as the two tags and the tenant as source identity, signed, without the token', async () => {
      const caller = callerOf('acme', { issuer: machines, role: 'writer', token: 'the.user.token' });
      await vending.vendor.vend(caller, writeOrders);
      const [request] = sts.requests;
      assert.match(request?.authorization ?? '', /^AWS4-HMAC-SHA256 Credential=AKIASERVICE\//);
      assert.deepEqual(request?.form, {
        Action: 'AssumeRole',
        Version: '2011-06-15',
        RoleArn: 'arn:aws:iam::111122223333:role/leasehold-tenant-writer',
        RoleSessionName: 'acme',
        SourceIdentity: 'acme',
        'Tags.member.1.Key': 'TenantId',
        'Tags.member.1.Value': 'acme',
        'Tags.member.2.Key': 'UserRole',
        'Tags.member.2.Value': 'writer',
        Policy: renderPolicy(sessionPolicy(deployment, 'acme', writeOrders)),
        DurationSeconds: '3600',
      });
    });

    it('never asks for more than the hour that role chaining allows', async () => {
      vending.close();
      vending = vendingOf({ sessionSeconds: 43_200 });
      await vending.vendor.vend(callerOf('acme', { issuer: machines }), readOrders);
      assert.equal(sts.requests[0]?.form['DurationSeconds'], '3600');
    });
  });

  it('names sessions after tenant and user where they are attributed to users, a session a user', async () => {
    vending.close();
    vending = vendingOf({}, { ...deployment, attribution: 'user' });
    for (const subject of ['ann', 'bob', 'ann']) {
      await vending.vendor.vend({ ...callerOf('acme', { issuer: machines }), subject }, readOrders);
    }
    assert.deepEqual(
      sts.requests.map(({ form }) => [form['RoleSessionName'], form['SourceIdentity']]),
      [
        ['acme@ann', 'acme@ann'],
        ['acme@bob', 'acme@bob'],
      ],
    );
  });

  it('gives an issuer without a mode nothing', async () => {
    const caller = callerOf('acme', { issuer: 'https://unknown.example' });
    await assert.rejects(vending.vendor.vend(caller, readOrders), VendingFaultError);
    assert.equal(sts.requests.length, 0);
  });

  describe('refuses before asking STS', () => {
    const cases: readonly [string, VerifiedTenant, SessionScope][] = [
      ['a reader that would write', callerOf('acme'), writeOrders],
      ['a reader that would write shared configuration', callerOf('acme'), writeShared],
      ['a writer that would write shared configuration', callerOf('acme', { role: 'writer' }), writeShared],
      [
        'an admin limited to services that would write shared configuration',
        callerOf('acme', { role: 'admin', services: ['orders'] }),
        writeShared,
      ],
      ['a service out of scope', callerOf('acme', { services: ['billing'] }), readOrders],
      ['a service out of scope, as admin', callerOf('acme', { role: 'admin', services: ['billing'] }), writeOrders],
    ];
    for (const [what, caller, scope] of cases) {
      it(what, async () => {
        await assert.rejects(vending.vendor.vend(caller, scope), PermissionDeniedError);
        assert.equal(sts.requests.length, 0);
      });
    }
  });

  describe('lets pass', () => {
    const cases: readonly [string, VerifiedTenant, SessionScope][] = [
      ['an admin that writes shared configuration', callerOf('acme', { role: 'admin' }), writeShared],
      [
        'a caller limited to services that reads shared ones',
        callerOf('acme', { services: ['billing'] }),
        { access: 'read', service: null },
      ],
      ['a writer in its scope', callerOf('acme', { role: 'writer', services: ['orders'] }), writeOrders],
    ];
    for (const [what, caller, scope] of cases) {
      it(what, async () => assert.equal((await vending.vendor.vend(caller, scope)).tenant, 'acme'));
    }
  });

  describe('gives out nothing when STS answers', () => {
    const cases: readonly [string, (parts: AnswerParts) => Partial<AnswerParts>][] = [
      ['without an access key id', () => ({ accessKeyId: null })],
      ['with an empty access key id', () => ({ accessKeyId: '' })],
      ['without a secret', () => ({ secretAccessKey: null })],
      ['without a session token', () => ({ sessionToken: null })],
      ['without an expiration', () => ({ expiration: null })],
      ['with credentials expired already', () => ({ expiration: '2026-11-21T11:59:59Z' })],
      ['with an expiration that is no time', () => ({ expiration: 'tomorrow' })],
      ['without an assumed role', () => ({ arn: null })],
      ["with another tenant's session", ({ arn }) => ({ arn: arn?.replace(/acme$/, 'globex') ?? null })],
      ['with a tenant whose name only begins alike', ({ arn }) => ({ arn: `${arn}2` })],
      ["with another role's session", ({ arn }) => ({ arn: arn?.replace('reader', 'writer') ?? null })],
      [
        'with a session of another account',
        ({ arn }) => ({ arn: arn?.replace('111122223333', '999999999999') ?? null }),
      ],
      ['without a source identity', () => ({ sourceIdentity: null })],
      ["with another tenant's source identity", () => ({ sourceIdentity: 'globex' })],
    ];
    for (const [what, change] of cases) {
      it(what, async () => {
        for (const issuer of [testIssuer, machines]) {
          sts.change = change;
          const caller = callerOf('acme', { issuer });
          const error = await thrownBy(vending.vendor.vend(caller, readOrders));
          assert.ok(error instanceof Error);
          assert.ok(!/secret-of|session-of/.test(shown(error)), 'the error shows credentials');
          sts.change = () => ({});
          clock.advance(60_000);
          assert.equal((await vending.vendor.vend(caller, readOrders)).tenant, 'acme', 'and nothing was kept');
        }
      });
    }
  });
});
