import assert from 'node:assert/strict';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { fromHttp } from '@aws-sdk/credential-providers';
import {
  PermissionDeniedError,
  systemClock,
  type TenantCredentials,
  UnauthenticatedError,
  UnavailableError,
  type VerifiedTenant,
} from '@leasehold/domain';
import {
  type IdTokenSubject,
  type LocalAws,
  type LocalIssuer,
  startLocalAws,
  startLocalIssuer,
  type TokenOverrides,
} from '@leasehold/local-aws';
import { type Deployment, localDeployment } from '@leasehold/policies';
import { createVendor, type Vending, VendingFaultError, type VendingMode } from '@leasehold/vending';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { callerOf } from './caller.ts';
import { shown, thrownBy } from './shown.ts';

const orders = { access: 'read', service: 'orders' } as const;
const writeOrders = { access: 'write', service: 'orders' } as const;
const writeShared = { access: 'write', service: null } as const;

describe('vending on the embedded AWS', () => {
  let issuer: LocalIssuer;
  let aws: LocalAws;
  let deployment: Deployment;
  let vending: Vending;

  before(async () => {
    issuer = await startLocalIssuer({ port: 0, clientIds: ['client-1'] });
    deployment = {
      ...localDeployment,
      issuers: [{ provider: issuer.provider, audiences: ['client-1'] }],
      assumeRoleTrust: true,
    };
    aws = await startLocalAws({ port: 0, deployment });
  });

  after(async () => {
    await aws.close();
    await issuer.close();
  });

  beforeEach(() => {
    vending = vendingOf('web-identity', deployment);
  });

  afterEach(() => {
    vending.close();
    aws.faults.clear();
    issuer.setOutage(false);
  });

  function vendingOf(mode: VendingMode, used: Deployment): Vending {
    return createVendor({
      deployment: used,
      sts: { region: deployment.region, endpoint: aws.endpoint },
      modes: new Map([[issuer.issuer, mode]]),
      clock: systemClock,
      settings: { maxAttempts: 1 },
      credentials: fromHttp({
        awsContainerCredentialsFullUri: aws.taskCredentials.uri,
        awsContainerAuthorizationToken: aws.taskCredentials.authorization,
      }),
    });
  }

  /** A caller as the verifier would make it of the token that the issuer mints; `claimed` is what the token says instead. */
  function caller(who: IdTokenSubject, overrides: TokenOverrides = {}, claimed: IdTokenSubject = who): VerifiedTenant {
    return callerOf(who.tenant, {
      role: who.role,
      issuer: issuer.issuer,
      token: issuer.mint(claimed, overrides),
      expiresAt: systemClock.now() + 3_600_000,
    });
  }

  async function whoIs(session: TenantCredentials): Promise<string | undefined> {
    const client = new STSClient({ region: deployment.region, endpoint: aws.endpoint, credentials: session.reveal() });
    try {
      return (await client.send(new GetCallerIdentityCommand({}))).Arn;
    } finally {
      client.destroy();
    }
  }

  const openings = () => aws.trail.records().filter(({ eventName }) => eventName.startsWith('AssumeRole'));

  for (const mode of ['web-identity', 'assume-role'] as const) {
    describe(`by ${mode}`, () => {
      beforeEach(() => {
        vending.close();
        vending = vendingOf(mode, deployment);
      });

      const cases = [
        ['reader', orders, 'leasehold-tenant-reader'],
        ['writer', orders, 'leasehold-tenant-reader'],
        ['writer', writeOrders, 'leasehold-tenant-writer'],
        ['admin', writeShared, 'leasehold-tenant-writer'],
      ] as const;
      for (const [role, scope, awsRole] of cases) {
        it(`opens a ${role}'s session to ${scope.access} ${scope.service ?? 'shared configuration'}`, async () => {
          const session = await vending.vendor.vend(caller({ tenant: 'acme', role }), scope);
          assert.equal(await whoIs(session), `arn:aws:sts::111122223333:assumed-role/${awsRole}/acme`);
          const record = openings().at(-1);
          assert.equal(record?.eventName, mode === 'web-identity' ? 'AssumeRoleWithWebIdentity' : 'AssumeRole');
          assert.equal(record?.errorCode, undefined);
          assert.equal(record?.requestParameters?.['sourceIdentity'], 'acme');
          assert.equal(record?.requestParameters?.['roleSessionName'], 'acme');
        });
      }

      it('fits a session policy of the longest names', async () => {
        const tenant = 't'.repeat(63);
        const session = await vending.vendor.vend(caller({ tenant, role: 'admin' }), {
          access: 'write',
          service: 's'.repeat(63),
        });
        assert.equal((await whoIs(session))?.split('/').at(-1), tenant);
      });

      it('asks STS once for 1,000 callers of one session', async () => {
        const earlier = openings().length;
        const callers = Array.from({ length: 1_000 }, () => caller({ tenant: 'initech', role: 'reader' }));
        const sessions = await Promise.all(callers.map((each) => vending.vendor.vend(each, orders)));
        assert.equal(new Set(sessions).size, 1);
        assert.equal(openings().length, earlier + 1);
      });

      it('gives each of 20 tenants asking at once its own session', async () => {
        const tenants = Array.from({ length: 60 }, (_, index) => `tenant${index % 20}`);
        const sessions = await Promise.all(
          tenants.map((tenant) => vending.vendor.vend(caller({ tenant, role: 'reader' }), orders)),
        );
        const names = await Promise.all(sessions.map(async (session) => (await whoIs(session))?.split('/').at(-1)));
        assert.deepEqual(names, tenants);
      });

      it('is unavailable while STS throttles, and is well again after', async () => {
        aws.faults.inject({ service: 'sts', fault: { kind: 'throttle' }, times: 1 });
        const acme = caller({ tenant: 'acme', role: 'reader' });
        await assert.rejects(vending.vendor.vend(acme, orders), UnavailableError);
        assert.equal((await vending.vendor.vend(acme, orders)).tenant, 'acme');
      });

      it('is unavailable when the connection drops', async () => {
        aws.faults.inject({ service: 'sts', fault: { kind: 'reset' }, times: 1 });
        await assert.rejects(vending.vendor.vend(caller({ tenant: 'acme', role: 'reader' }), orders), UnavailableError);
      });
    });
  }

  describe('refuses, though the service itself is mistaken,', () => {
    it("a session of another tenant than the token's", async () => {
      const mistaken = caller({ tenant: 'globex', role: 'reader' }, {}, { tenant: 'acme', role: 'reader' });
      await assert.rejects(vending.vendor.vend(mistaken, orders), PermissionDeniedError);
      assert.equal(openings().at(-1)?.errorCode, 'AccessDenied');
    });

    it("the writer role to a reader's token", async () => {
      const mistaken = caller({ tenant: 'acme', role: 'writer' }, {}, { tenant: 'acme', role: 'reader' });
      await assert.rejects(vending.vendor.vend(mistaken, writeOrders), PermissionDeniedError);
    });

    it('a token whose source identity is not its tenant', async () => {
      const claims = { 'https://aws.amazon.com/source_identity': 'globex' };
      const mistaken = caller({ tenant: 'acme', role: 'reader' }, { claims });
      await assert.rejects(vending.vendor.vend(mistaken, orders), PermissionDeniedError);
    });

    it('a token without session tags', async () => {
      const claims = { 'https://aws.amazon.com/tags': undefined };
      const mistaken = caller({ tenant: 'acme', role: 'reader' }, { claims });
      await assert.rejects(vending.vendor.vend(mistaken, orders), PermissionDeniedError);
    });

    it('assuming a role that does not trust the task', async () => {
      const strict = await startLocalAws({ port: 0, deployment: { ...deployment, assumeRoleTrust: false } });
      const mistaken = createVendor({
        deployment,
        sts: { region: deployment.region, endpoint: strict.endpoint },
        modes: new Map([[issuer.issuer, 'assume-role']]),
        clock: systemClock,
        credentials: fromHttp({
          awsContainerCredentialsFullUri: strict.taskCredentials.uri,
          awsContainerAuthorizationToken: strict.taskCredentials.authorization,
        }),
      });
      await assert.rejects(
        mistaken.vendor.vend(caller({ tenant: 'acme', role: 'reader' }), orders),
        PermissionDeniedError,
      );
      mistaken.close();
      await strict.close();
    });
  });

  describe('by web identity', () => {
    it('leaves the refusal of a token to its own bearer', async () => {
      const seconds = Math.floor(systemClock.now() / 1000);
      const bad = caller({ tenant: 'hooli', role: 'reader' }, { claims: { iat: seconds - 60, exp: seconds - 1 } });
      const good = caller({ tenant: 'hooli', role: 'reader' });
      const [first, second] = await Promise.all([
        thrownBy(vending.vendor.vend(bad, orders)),
        vending.vendor.vend(good, orders),
      ]);
      assert.ok(first instanceof UnauthenticatedError, shown(first));
      assert.ok(!shown(first).includes(bad.token.reveal().split('.')[1] ?? ''));
      assert.equal(second.tenant, 'hooli');
    });

    it('refuses a token that was changed after it was signed', async () => {
      const [header, , signature] = issuer.mint({ tenant: 'acme', role: 'reader' }).split('.');
      const [, payload] = issuer.mint({ tenant: 'globex', role: 'reader' }).split('.');
      const forged = callerOf('globex', {
        issuer: issuer.issuer,
        token: `${header}.${payload}.${signature}`,
        expiresAt: systemClock.now() + 3_600_000,
      });
      await assert.rejects(vending.vendor.vend(forged, orders), UnauthenticatedError);
    });

    it("refuses a token for another application's client", async () => {
      const foreign = caller({ tenant: 'acme', role: 'reader' }, { claims: { aud: 'client-2' } });
      const error = await thrownBy(vending.vendor.vend(foreign, orders));
      assert.ok(error instanceof UnauthenticatedError);
      assert.match(error.reason, /audience/);
    });

    it('names an issuer that IAM does not know', async () => {
      const unregistered = await startLocalIssuer({ port: 0, clientIds: ['client-1'] });
      const token = unregistered.mint({ tenant: 'acme', role: 'reader' });
      const stranger = callerOf('acme', { issuer: issuer.issuer, token, expiresAt: systemClock.now() + 60_000 });
      const error = await thrownBy(vending.vendor.vend(stranger, orders));
      assert.ok(error instanceof VendingFaultError);
      assert.match(error.message, /not registered as an IAM OIDC provider/);
      await unregistered.close();
    });

    it('is unavailable while STS cannot fetch keys it does not know yet', async () => {
      const fresh = await startLocalAws({ port: 0, deployment });
      const outage = createVendor({
        deployment,
        sts: { region: deployment.region, endpoint: fresh.endpoint },
        modes: new Map([[issuer.issuer, 'web-identity']]),
        clock: systemClock,
        settings: { maxAttempts: 1 },
      });
      issuer.setOutage(true);
      await assert.rejects(outage.vendor.vend(caller({ tenant: 'acme', role: 'reader' }), orders), UnavailableError);
      outage.close();
      await fresh.close();
    });

    it("needs none of the service's own credentials", async () => {
      const bare = createVendor({
        deployment,
        sts: { region: deployment.region, endpoint: aws.endpoint },
        modes: new Map([[issuer.issuer, 'web-identity']]),
        clock: systemClock,
        credentials: () => Promise.reject(new Error('asked for credentials')),
      });
      assert.equal((await bare.vendor.vend(caller({ tenant: 'acme', role: 'reader' }), orders)).tenant, 'acme');
      bare.close();
    });
  });
});
