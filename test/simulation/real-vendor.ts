import {
  BearerToken,
  type Clock,
  parseServiceName,
  parseTenantId,
  ResourceExhaustedError,
  TenantCredentials,
  type VerifiedTenant,
} from '@leasehold/domain';
import { localDeployment } from '@leasehold/policies';
import { CachingVendor, type Schedule, type VendingSettings, type VendingStats } from '@leasehold/vending';
import { EventQueue } from './event-queue.ts';
import type { VendorWorld } from './simulated-vendor.ts';

const epoch = Date.UTC(2026, 10, 25);
const scope = { access: 'read', service: parseServiceName('orders') } as const;

/** The real `CachingVendor` in the same world as a simulated one: its time, chance, budget and STS are the simulation's. */
export class RealVendor {
  readonly #events = new EventQueue();
  readonly #vendor: CachingVendor;
  #now = 0;

  constructor({ settings, budget, latency, random }: Omit<VendorWorld, 'settings'> & { settings: VendingSettings }) {
    const clock: Clock = { now: () => epoch + this.#now };
    const inner = {
      vend: async ({ tenant }: VerifiedTenant) => {
        const wait = budget.wait(this.#now);
        if (wait === -1) {
          await this.#after(settings.maxWaitMs);
          throw new ResourceExhaustedError('no turn came', 1_000);
        }
        const expiresAt = clock.now() + wait + settings.sessionSeconds * 1_000;
        await this.#after(wait + latency());
        const secrets = { accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'secret', sessionToken: 'session' };
        return new TenantCredentials({ tenant, ...secrets, expiresAt });
      },
    };
    this.#vendor = new CachingVendor(inner, localDeployment, settings, clock, { schedule: this.#schedule, random });
  }

  /** Begins one vend; its end is seen in the stats. */
  async vend(key: number, now: number, tokenEndsAt: number): Promise<void> {
    await this.pass(now);
    const caller = Object.freeze({
      issuer: 'https://issuer.example',
      tenant: parseTenantId(`tenant-${key}`),
      role: 'reader',
      services: null,
      subject: 'user-1',
      expiresAt: epoch + tokenEndsAt,
      token: new BearerToken(`token-${key}-${tokenEndsAt}`),
    }) as unknown as VerifiedTenant;
    this.#vendor.vend(caller, scope).catch((error: unknown) => {
      if (!(error instanceof ResourceExhaustedError)) throw error;
    });
    await promisesRun();
  }

  async pass(now: number): Promise<void> {
    while (this.#events.nextAt <= now) {
      this.#now = this.#events.nextAt;
      this.#events.runOne();
      await promisesRun();
    }
    this.#now = now;
  }

  stats(): VendingStats {
    return this.#vendor.stats();
  }

  readonly #schedule: Schedule = (ms, work) => {
    let isOff = false;
    this.#events.add(this.#now + ms, () => {
      if (!isOff) work();
    });
    return () => {
      isOff = true;
    };
  };

  #after(ms: number): Promise<void> {
    return new Promise((resolve) => this.#schedule(ms, resolve));
  }
}

/** More turns than any chain of promises here has. */
async function promisesRun(): Promise<void> {
  for (let turn = 0; turn < 16; turn += 1) await null;
}
