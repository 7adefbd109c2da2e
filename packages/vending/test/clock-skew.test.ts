import assert from 'node:assert/strict';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { systemClock, type TenantCredentials } from '@leasehold/domain';
import { silentObserver, type Vending, type VendingMode } from '@leasehold/vending';
import { after, afterEach, before, describe, it } from 'mocha';
import { callerOf } from './caller.ts';
import { EmbeddedWorld } from './embedded-world.ts';

const orders = { access: 'read', service: 'orders' } as const;

/** AWS keeps its own time; it is this machine's clock that is off, and signs and reckons by it. */
for (const [how, skewMs] of [
  ['behind', 600_000],
  ['ahead', -600_000],
] as const) {
  describe(`a clock ten minutes ${how} AWS's`, () => {
    let world: EmbeddedWorld;
    let vending: Vending | undefined;

    before(async () => {
      world = await EmbeddedWorld.start(() => Date.now() + skewMs);
    });

    after(() => world.close());

    afterEach(() => vending?.close());

    async function vend(mode: VendingMode, tenant: string, skews: number[]): Promise<TenantCredentials> {
      vending = world.vendingOf(mode, { observer: { ...silentObserver, clockSkew: (ms) => skews.push(ms) } });
      const token = world.issuer.mint({ tenant, role: 'reader' });
      const expiresAt = systemClock.now() + 3_600_000;
      return vending.vendor.vend(callerOf(tenant, { issuer: world.issuer.issuer, token, expiresAt }), orders);
    }

    for (const [mode, attempts] of [
      ['web-identity', 1],
      ['assume-role', 2],
    ] as const) {
      it(`changes nothing for a session by ${mode}: it is given, and ends when it ends`, async () => {
        const skews: number[] = [];
        const begunAt = systemClock.now();
        const session = await vend(mode, 'acme', skews);
        // Whatever this clock shows, 3,600 seconds are left. AWS's date is to the second.
        assert.ok(Math.abs(session.expiresAt - begunAt - 3_600_000) <= 2_000, `${session.expiresAt - begunAt}`);
        assert.equal(skews.length, attempts, 'a signed call is corrected by its refusal, within the default attempts');
        for (const skew of skews) assert.ok(Math.abs(skew - skewMs) <= 2_000, `${skew}`);
        const client = new STSClient({
          region: world.deployment.region,
          endpoint: world.aws.endpoint,
          credentials: session.reveal(),
          maxAttempts: 2,
        });
        assert.match((await client.send(new GetCallerIdentityCommand({}))).Arn ?? '', /\/acme$/);
        client.destroy();
      });
    }

    it('costs a second attempt of the first signed call alone', async () => {
      const skews: number[] = [];
      await vend('assume-role', 'globex', skews);
      assert.equal(skews.length, 2);
      const caller = callerOf('initech', { issuer: world.issuer.issuer, expiresAt: systemClock.now() + 60_000 });
      await vending?.vendor.vend(caller, orders);
      assert.equal(skews.length, 3);
    });
  });
}
