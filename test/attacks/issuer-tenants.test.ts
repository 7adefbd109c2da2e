import assert from 'node:assert/strict';
import { status } from '@grpc/grpc-js';
import { after, before, describe, it } from 'mocha';
import { type IssuerName, SeveralIssuersService } from './several-issuers-service.ts';

const theme = { service: 'orders', key: 'tenant_config_theme' } as const;

/** Who speaks for whom; all of these have a value of their own. */
const own: readonly (readonly [IssuerName, string])[] = [
  ['a', 'acme'],
  ['a', 'globex'],
  ['b', 'initech'],
  ['b', 'eu-acme'],
];

/** A tenant the issuer may not name. All tokens are well made and truly the issuer's. */
const foreign: readonly (readonly [IssuerName, string, string])[] = [
  ['b', 'acme', 'of the other issuer'],
  ['b', 'globex', 'of the other issuer, a second one'],
  ['a', 'initech', 'of the other issuer, the other way round'],
  ['a', 'eu-acme', "below the other issuer's prefix"],
  ['a', 'acme2', 'whose name begins with an own one'],
  ['a', 'acm', 'with which an own one begins'],
  ['a', 'ACME', 'that is an own one in other case'],
  ['b', 'eu', "that is the issuer's prefix without its end"],
  ['b', 'europe', "that begins almost as the issuer's prefix"],
  ['b', 'us-eu-1', "that holds the issuer's prefix further on"],
  ['machines', 'acme', 'of another issuer, in assume-role mode'],
  ['machines', 'eu-acme', 'of another issuer by prefix, in assume-role mode'],
];

const roles = ['reader', 'writer', 'admin'] as const;

describe('An issuer that names a tenant of another one', () => {
  let world: SeveralIssuersService;

  before(async () => {
    world = await SeveralIssuersService.start();
    // Every tenant's session and value are warm: a refusal must not depend on what STS would say.
    for (const [issuer, tenant] of own) {
      const token = world.issuers[issuer].mint({ tenant, role: 'writer' });
      await world.service.client.call('putConfig', token, { ...theme, value: JSON.stringify({ tenant }) });
      assert.equal(await themeSeenBy(issuer, tenant), JSON.stringify({ tenant }));
    }
  });

  after(() => world.close());

  async function themeSeenBy(issuer: IssuerName, tenant: string): Promise<string | undefined> {
    const token = world.issuers[issuer].mint({ tenant, role: 'reader' });
    return (await world.service.client.call('getConfig', token, theme)).entry?.value;
  }

  for (const [issuer, tenant, what] of foreign) {
    for (const role of roles) {
      it(`is UNAUTHENTICATED at the edge: ${issuer}'s ${role} of ${tenant}, a tenant ${what}`, async () => {
        const calls = world.service.aws.trail.records().length;
        const lines = world.service.log.length;
        const token = world.issuers[issuer].mint({ tenant, role });
        const attempt =
          role === 'reader'
            ? world.service.client.call('getConfig', token, theme)
            : world.service.client.call('putConfig', token, { ...theme, value: '"taken"' });
        await assert.rejects(attempt, {
          code: status.UNAUTHENTICATED,
          details: 'the bearer token was missing or not accepted',
        });
        assert.equal(world.service.aws.trail.records().length, calls, 'AWS was asked');
        const [line = '{}', ...more] = world.service.log.slice(lines);
        assert.deepEqual(more, []);
        const record = JSON.parse(line) as Readonly<Record<string, unknown>>;
        assert.deepEqual([record['reason'], record['tenant']], ['tenant-not-of-issuer', undefined]);
      });
    }

    // STS knows nothing of the machines' issuer: only the service can hold it to its tenants.
    if (issuer === 'machines') continue;
    for (const [role, userRole] of [
      ['reader', 'reader'],
      ['writer', 'admin'],
    ] as const) {
      it(`is refused by STS at the ${role} role: ${issuer}'s token of ${tenant}, a tenant ${what}`, async () => {
        await assert.rejects(world.exchange(world.issuers[issuer], { tenant, role: userRole }, role), {
          name: 'AccessDenied',
          message: 'Not authorized to perform sts:AssumeRoleWithWebIdentity',
        });
        const denied = world.service.aws.trail.records().at(-1);
        assert.deepEqual([denied?.eventName, denied?.errorCode], ['AssumeRoleWithWebIdentity', 'AccessDenied']);
      });
    }
  }

  for (const [issuer, tenant] of own) {
    it(`took nothing: ${issuer}'s ${tenant} is served its own value, and STS opens its sessions`, async () => {
      assert.equal(await themeSeenBy(issuer, tenant), JSON.stringify({ tenant }));
      for (const role of ['reader', 'writer'] as const) {
        const { Credentials: keys } = await world.exchange(world.issuers[issuer], { tenant, role }, role);
        assert.ok(keys?.SessionToken);
      }
    });
  }

  it('is refused after the own tenant was served just before, whoever signs next', async () => {
    for (const [issuer, expected] of [
      ['a', '{"tenant":"acme"}'],
      ['b', null],
      ['a', '{"tenant":"acme"}'],
      ['machines', null],
    ] as const) {
      if (expected === null) await assert.rejects(themeSeenBy(issuer, 'acme'), { code: status.UNAUTHENTICATED });
      else assert.equal(await themeSeenBy(issuer, 'acme'), expected);
    }
  });
});
