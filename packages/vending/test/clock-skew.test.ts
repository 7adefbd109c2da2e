import assert from 'node:assert/strict';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { fromHttp } from '@aws-sdk/credential-providers';
import { systemClock, type TenantCredentials } from '@leasehold/domain';
import { type LocalAws, type LocalIssuer, startLocalAws, startLocalIssuer } from '@leasehold/local-aws';
import { type Deployment, localDeployment } from '@leasehold/policies';
import { createVendor, silentObserver, type Vending, type VendingMode } from '@leasehold/vending';
import { after, afterEach, before, describe, it } from 'mocha';
import { callerOf } from './caller.ts';

const orders = { access: 'read', service: 'orders' } as const;

/** AWS keeps its own time; it is this machine's clock that is off, and signs and reckons by it. */
for (const [how, skewMs] of [
  ['behind', 600_000],
  ['ahead', -600_000],
] as const) {
  describe(`a clock ten minutes ${how} AWS's`, () => {
    const now = () => Date.now() + skewMs;
    let issuer: LocalIssuer;
    let aws: LocalAws;
    let deployment: Deployment;
    let vending: Vending | undefined;

    before(async () => {
      issuer = await startLocalIssuer({ port: 0, clientIds: ['client-1'], now });
      const issuers = [{ provider: issuer.provider, audiences: ['client-1'] }];
      deployment = { ...localDeployment, issuers, assumeRoleTrust: true };
      aws = await startLocalAws({ port: 0, deployment, now });
    });

    after(async () => {
      await aws.close();
      await issuer.close();
    });

    afterEach(() => vending?.close());

    async function vend(mode: VendingMode, tenant: string, skews: number[]): Promise<TenantCredentials> {
      vending = createVendor({
        deployment,
        sts: { region: deployment.region, endpoint: aws.endpoint },
        modes: new Map([[issuer.issuer, mode]]),
        clock: systemClock,
        observer: { ...silentObserver, clockSkew: (ms) => skews.push(ms) },
        credentials: fromHttp({
          awsContainerCredentialsFullUri: aws.taskCredentials.uri,
          awsContainerAuthorizationToken: aws.taskCredentials.authorization,
        }),
      });
      const token = issuer.mint({ tenant, role: 'reader' });
      const expiresAt = systemClock.now() + 3_600_000;
      return vending.vendor.vend(callerOf(tenant, { issuer: issuer.issuer, token, expiresAt }), orders);
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
          region: deployment.region,
          endpoint: aws.endpoint,
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
      const caller = callerOf('initech', { issuer: issuer.issuer, expiresAt: systemClock.now() + 60_000 });
      await vending?.vendor.vend(caller, orders);
      assert.equal(skews.length, 3);
    });
  });
}
