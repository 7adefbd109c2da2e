import assert from 'node:assert/strict';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import {
  PermissionDeniedError,
  systemClock,
  type TenantCredentials,
  UnauthenticatedError,
  UnavailableError,
  type VerifiedTenant,
} from '@leasehold/domain';
import { type IdTokenSubject, startLocalAws, startLocalIssuer, type TokenOverrides } from '@leasehold/local-aws';
import { type Vending, VendingFaultError } from '@leasehold/vending';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { callerOf } from './caller.ts';
import { EmbeddedWorld } from './embedded-world.ts';
import { shown, thrownBy } from './shown.ts';

const orders = { access: 'read', service: 'orders' } as const;
const writeOrders = { access: 'write', service: 'orders' } as const;
const writeShared = { access: 'write', service: null } as const;
const once = { settings: { maxAttempts: 1 } } as const;

describe('vending on the embedded AWS', () => {
  let world: EmbeddedWorld;
  let vending: Vending;

  before(async () => {
    world = await EmbeddedWorld.start();
  });

  after(() => world.close());

  beforeEach(() => {
    vending = world.vendingOf('web-identity', once);
  });

  afterEach(() => {
    vending.close();
    world.aws.faults.clear();
    world.issuer.setOutage(false);
  });

  /** A caller as the verifier would make it of the token that the issuer mints; `claimed` is what the token says instead. */
  function caller(who: IdTokenSubject, overrides: TokenOverrides = {}, claimed: IdTokenSubject = who): VerifiedTenant {
    return callerOf(who.tenant, {
      role: who.role,
      issuer: world.issuer.issuer,
      token: world.issuer.mint(claimed, overrides),
      expiresAt: systemClock.now() + 3_600_000,
    });
  }

  async function whoIs(session: TenantCredentials): Promise<string | undefined> {
    const client = new STSClient({
      region: world.deployment.region,
      endpoint: world.aws.endpoint,
      credentials: session.reveal(),
    });
    try {
      return (await client.send(new GetCallerIdentityCommand({}))).Arn;
    } finally {
      client.destroy();
    }
  }

  const openings = () => world.aws.trail.records().filter(({ eventName }) => eventName.startsWith('AssumeRole'));

  for (const mode of ['web-identity', 'assume-role'] as const) {
    describe(`by ${mode}`, () => {
      beforeEach(() => {
        vending.close();
        vending = world.vendingOf(mode, once);
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
        world.aws.faults.inject({ service: 'sts', fault: { kind: 'throttle' }, times: 1 });
        const acme = caller({ tenant: 'acme', role: 'reader' });
        await assert.rejects(vending.vendor.vend(acme, orders), UnavailableError);
        assert.equal((await vending.vendor.vend(acme, orders)).tenant, 'acme');
      });

      it('is unavailable when the connection drops', async () => {
        world.aws.faults.inject({ service: 'sts', fault: { kind: 'reset' }, times: 1 });
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
      const strict = await startLocalAws({ port: 0, deployment: { ...world.deployment, assumeRoleTrust: false } });
      const mistaken = world.vendingOf('assume-role', {}, strict);
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
      const [header, , signature] = world.issuer.mint({ tenant: 'acme', role: 'reader' }).split('.');
      const [, payload] = world.issuer.mint({ tenant: 'globex', role: 'reader' }).split('.');
      const forged = callerOf('globex', {
        issuer: world.issuer.issuer,
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
      const stranger = callerOf('acme', { issuer: world.issuer.issuer, token, expiresAt: systemClock.now() + 60_000 });
      const error = await thrownBy(vending.vendor.vend(stranger, orders));
      assert.ok(error instanceof VendingFaultError);
      assert.match(error.message, /not registered as an IAM OIDC provider/);
      await unregistered.close();
    });

    it('is unavailable while STS cannot fetch keys it does not know yet', async () => {
      const fresh = await startLocalAws({ port: 0, deployment: world.deployment });
      const outage = world.vendingOf('web-identity', once, fresh);
      world.issuer.setOutage(true);
      await assert.rejects(outage.vendor.vend(caller({ tenant: 'acme', role: 'reader' }), orders), UnavailableError);
      outage.close();
      await fresh.close();
    });

    it("needs none of the service's own credentials", async () => {
      const bare = world.vendingOf('web-identity', {
        credentials: () => Promise.reject(new Error('asked for credentials')),
      });
      assert.equal((await bare.vendor.vend(caller({ tenant: 'acme', role: 'reader' }), orders)).tenant, 'acme');
      bare.close();
    });
  });
});
