import assert from 'node:assert/strict';
import type { TenantCredentials, VerifiedTenant } from '@leasehold/domain';
import type { SessionScope } from '@leasehold/policies';
import { CachingVendor, type VendingSettings, type VendOptions, vendingSettings } from '@leasehold/vending';
import { callerOf } from './caller.ts';
import { deployment } from './deployment.ts';
import { ManualTime } from './manual-time.ts';
import { type PendingCall, PendingVendor, promisesRun } from './pending-vendor.ts';

export const orders: SessionScope = { access: 'read', service: 'orders' };
export const hour = 3_600_000;
export const minute = 60_000;
export const second = 1_000;

/** A caching vendor whose time, chance and STS are the test's. Sessions do not become idle unless `settings` says so. */
export class SessionBench {
  readonly time = new ManualTime();
  readonly inner = new PendingVendor(this.time.clock);
  readonly vendor: CachingVendor;
  /** Of [0, 1): what chance is until changed. */
  chance = 0;

  constructor(settings: Partial<VendingSettings> = {}) {
    const chosen = vendingSettings({ idleMs: 12 * hour, ...settings });
    const parts = { schedule: this.time.schedule, random: () => this.chance };
    this.vendor = new CachingVendor(this.inner, deployment, chosen, this.time.clock, parts);
  }

  ask(caller: VerifiedTenant = callerOf('acme'), options?: VendOptions): Promise<TenantCredentials> {
    return this.vendor.vend(caller, orders, options);
  }

  /** The latest call to STS. */
  last(): PendingCall {
    return this.inner.call(this.inner.calls.length - 1);
  }

  /** A session that STS has just opened. */
  async opened(caller?: VerifiedTenant, seconds = 3_600): Promise<TenantCredentials> {
    const vended = this.ask(caller);
    await promisesRun();
    const session = this.last().succeed(seconds);
    assert.equal(await vended, session);
    return session;
  }

  /** A session of an hour with `ms` left to live, whose renewal has not been asked for; no sweep runs any more. */
  async agedTo(ms: number): Promise<TenantCredentials> {
    const session = await this.opened();
    this.vendor.close();
    await this.time.pass(hour - ms);
    return session;
  }

  /** What a call that need not wait is served. @throws when it waits */
  async servedAtOnce(caller?: VerifiedTenant, options?: VendOptions): Promise<TenantCredentials> {
    const vended = this.ask(caller, options);
    assert.ok(!(await waits(vended)), 'the call was made to wait');
    return await vended;
  }
}

/** Whether a promise is still pending when all that waits for promises alone has run. */
export async function waits(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  const settle = () => {
    settled = true;
  };
  promise.then(settle, settle);
  await promisesRun();
  return !settled;
}
