import assert from 'node:assert/strict';
import { TenantCredentials, type VerifiedTenant } from '@leasehold/domain';
import { CachingVendor, vendingSettings } from '@leasehold/vending';
import { beforeEach, describe, it } from 'mocha';
import { callerOf } from './caller.ts';
import { deployment } from './deployment.ts';
import { SimulatedTime } from './simulated-time.ts';

const mallory = callerOf('mallory');

describe('The sessions that are kept', () => {
  let time: SimulatedTime;
  let vendor: CachingVendor;
  let asked: string[];

  beforeEach(() => {
    time = new SimulatedTime();
    asked = [];
    const inner = {
      vend: async ({ tenant }: VerifiedTenant) => {
        asked.push(tenant);
        return new TenantCredentials({
          tenant,
          accessKeyId: `ASIA${asked.length}`,
          secretAccessKey: 'secret',
          sessionToken: 'session',
          expiresAt: time.now() + 3_600_000,
        });
      },
    };
    vendor = new CachingVendor(inner, deployment, vendingSettings({ maxSessions: 100 }), time, {
      schedule: time.schedule,
    });
  });

  const vend = (caller: VerifiedTenant, service = 'orders') => vendor.vend(caller, { access: 'read', service });
  const storm = async (services: number) => {
    for (let index = 0; index < services; index += 1) await vend(mallory, `service-${index}`);
  };
  const lastServices = async (services: number) => {
    for (let index = 100 - services; index < 100; index += 1) await vend(mallory, `service-${index}`);
  };
  const others = Array.from({ length: 60 }, (_, index) => callerOf(`tenant-${index}`));
  const malloryAsked = () => asked.filter((tenant) => tenant === 'mallory').length;

  it('are not taken over by one tenant that asks for ever more of them and uses them more often', async () => {
    for (const caller of others) await vend(caller);
    for (let rounds = 0; rounds < 3; rounds += 1) await storm(200);
    asked = [];
    for (const caller of others) await vend(caller);
    assert.deepEqual(asked, [], 'no other tenant lost its session');
  });

  it('of one tenant give way to others, also when it came first', async () => {
    await storm(100);
    for (const caller of others) await vend(caller);
    for (let rounds = 0; rounds < 3; rounds += 1) {
      asked = [];
      for (const caller of others) {
        await vend(caller);
        await lastServices(25);
      }
    }
    assert.equal(asked.filter((tenant) => tenant !== 'mallory').length, 0, 'no other tenant lost its session');
    assert.equal(malloryAsked(), 0, 'and a quarter was left to the one');
  });

  it('are all for one tenant while no other comes, the least used leaving first', async () => {
    await storm(100);
    await vend(mallory, 'service-0');
    await vend(mallory, 'service-100');
    asked = [];
    for (const service of ['service-0', 'service-2', 'service-100']) await vend(mallory, service);
    assert.equal(malloryAsked(), 0);
    await vend(mallory, 'service-1');
    assert.equal(malloryAsked(), 1);
    assert.deepEqual([vendor.stats().resident, vendor.stats().evicted.lru], [100, 2]);
  });
});
