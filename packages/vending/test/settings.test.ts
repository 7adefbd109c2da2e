import assert from 'node:assert/strict';
import { PermissionDeniedError } from '@leasehold/domain';
import { localDeployment } from '@leasehold/policies';
import {
  AssumeRoleVendor,
  type BaseCredentials,
  createVendor,
  schedule,
  silentObserver,
  type VendingMode,
  VendingSettingsError,
  vendingDefaults,
  vendingSettings,
  WebIdentityVendor,
} from '@leasehold/vending';
import { describe, it } from 'mocha';
import { EndpointBreaker } from '../src/endpoint-breaker.ts';
import { noCredentials, stsClient } from '../src/sts-client.ts';
import { StsEndpoints } from '../src/sts-endpoints.ts';
import { callerOf } from './caller.ts';
import { deployment } from './deployment.ts';
import { ManualClock } from './manual-clock.ts';

/** Nothing listens there; whatever is refused must be refused without a connection. */
const sts = { region: 'eu-west-1', endpoint: 'http://127.0.0.1:9' };

describe('vending settings', () => {
  it('are the defaults unless chosen', () => {
    assert.deepEqual(vendingSettings(), vendingDefaults);
    assert.equal(vendingSettings({ sessionSeconds: 900 }).sessionSeconds, 900);
  });

  const bad = [
    ['sessionSeconds', 899],
    ['sessionSeconds', 43_201],
    ['sessionSeconds', 1000.5],
    ['expiryMarginMs', 0],
    ['expiryMarginMs', 60_001],
    ['maxSessions', 0],
    ['maxSessions', Number.POSITIVE_INFINITY],
    ['connectTimeoutMs', 0],
    ['requestTimeoutMs', Number.NaN],
    ['maxAttempts', 0],
    ['maxAttempts', 6],
    ['tenantSharePercent', 0],
    ['tenantSharePercent', 101],
    ['stsTotalMs', 0],
    ['maxWaiting', -1],
    ['breakerFailures', 0],
  ] as const;
  for (const [name, value] of bad) {
    it(`are refused with ${name} ${value}, naming setting, value and range`, () => {
      assert.throws(
        () => vendingSettings({ [name]: value }),
        (error) => {
          assert.ok(error instanceof VendingSettingsError);
          assert.match(error.message, new RegExp(`vending\\.${name} is ${value}: a whole number from \\d+ to \\d+`));
          return true;
        },
      );
    });
  }

  const disordered = [
    ['expiryMarginMs', 'mandatoryMs', 10_000, 10_000],
    ['mandatoryMs', 'advisoryMs', 60_000, 60_000],
    ['backoffMs', 'maxBackoffMs', 2_000, 1_999],
    ['negativeMs', 'maxNegativeMs', 2_000, 1_999],
    ['breakerMs', 'maxBreakerMs', 2_000, 1_999],
  ] as const;
  for (const [name, bound, value, most] of disordered) {
    it(`are refused with ${name} ${value} when ${bound} is ${most}, naming both`, () => {
      assert.throws(() => vendingSettings({ [name]: value, [bound]: most }), {
        name: 'VendingSettingsError',
        message: new RegExp(`vending\\.${name} is ${value}: .* vending\\.${bound}, which is ${most}`),
      });
    });
  }

  it('are refused with an issuer in assume-role mode that the deployment has no trust for', () => {
    const modes = new Map<string, VendingMode>([['https://issuer.example', 'assume-role']]);
    const parts = { sts, modes, clock: new ManualClock() };
    assert.throws(() => createVendor({ ...parts, deployment: localDeployment }), VendingSettingsError);
    createVendor({ ...parts, deployment }).close();
  });

  it('are refused with a fallback that is the same STS', () => {
    const modes = new Map<string, VendingMode>([['https://issuer.example', 'web-identity']]);
    const parts = { deployment, sts, modes, clock: new ManualClock() };
    assert.throws(() => createVendor({ ...parts, fallback: { ...sts } }), VendingSettingsError);
    createVendor({ ...parts, fallback: { region: 'eu-central-1' } }).close();
    createVendor({ ...parts, fallback: null }).close();
  });

  it('are refused without any issuer', () => {
    assert.throws(
      () => createVendor({ deployment, sts, modes: new Map(), clock: new ManualClock() }),
      VendingSettingsError,
    );
  });
});

describe('each STS vendor by itself', () => {
  const context = { deployment, settings: vendingSettings(), observer: silentObserver };
  const parts = { settings: context.settings, clock: new ManualClock(), schedule, random: () => 0.5 };
  const unasked = (credentials: BaseCredentials) => {
    const client = stsClient(sts, credentials, context.settings);
    const timesOf = () => assert.fail('STS was asked');
    return new StsEndpoints([{ client, timesOf, breaker: new EndpointBreaker(parts) }], parts);
  };
  const vendors = [
    new WebIdentityVendor(unasked(noCredentials), context),
    new AssumeRoleVendor(unasked({ accessKeyId: 'AKIASERVICE', secretAccessKey: 'secret' }), context),
  ];
  for (const vendor of vendors) {
    it(`refuses a scope the caller may not have: ${vendor.constructor.name}`, async () => {
      await assert.rejects(
        vendor.vend(callerOf('acme'), { access: 'write', service: 'orders' }),
        PermissionDeniedError,
      );
      const limited = callerOf('acme', { services: ['billing'] });
      await assert.rejects(vendor.vend(limited, { access: 'read', service: 'orders' }), PermissionDeniedError);
      vendor.close();
    });
  }
});
