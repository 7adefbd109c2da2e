import { override, parts } from '@leasehold/config-service';
import type { ConfigEntryMessage } from '@leasehold/contract';
import { type Operator, type Place, type RefreshLoop, register } from '@leasehold/dev';
import type { LocalAws } from '@leasehold/local-aws';
import type { Schedule } from '@leasehold/vending';
import { type AccountOptions, FreshAccount } from './account.ts';
import { FreshInstance, type InstanceOptions } from './fresh-instance.ts';
import type { WayState } from './refresh-way.ts';

export interface WorldOptions extends AccountOptions {
  /** 3 when absent. */
  readonly instances?: number;
  /** Settings of every instance, over {@link onlyTold}. */
  readonly settings?: Readonly<Record<string, string>>;
  /** More parts of every instance to replace or to look at. */
  readonly overrides?: InstanceOptions['overrides'];
  /** Sets off the timers of instances: sweeps, looks at revocations, budgets. Real ones when absent. */
  readonly schedule?: Schedule;
}

/** Values live for an hour and sweeps are an hour apart: what changes sooner was told. */
const onlyTold: Readonly<Record<string, string>> = {
  LEASEHOLD_TENANT_CONFIG_TTL_MS: '3600000',
  LEASEHOLD_PARAM_CONFIG_TTL_MS: '3600000',
  LEASEHOLD_ABSENT_TTL_MS: '60000',
  LEASEHOLD_RECONCILE_MS: '3600000',
  LEASEHOLD_STS_CALLS_PER_SECOND: '10000',
  LEASEHOLD_STS_BURST: '100000',
  LEASEHOLD_DRAIN_MS: '1000',
};

type IsIt = (entry: ConfigEntryMessage | null) => boolean;

/** How long a wait may take at most, unless a test says. */
const withinMs = 10_000;

/** An account and instances of the service on it. All in this process, over loopback; the notifier in its worker thread. */
export class FreshWorld {
  readonly account: FreshAccount;
  readonly #options: WorldOptions;
  readonly #instances: FreshInstance[] = [];
  #serial = 0;

  private constructor(account: FreshAccount, options: WorldOptions) {
    this.account = account;
    this.#options = options;
  }

  static async start(options: WorldOptions = {}): Promise<FreshWorld> {
    const world = new FreshWorld(await FreshAccount.start(options), options);
    for (let count = 0; count < (options.instances ?? 3); count += 1) await world.add();
    return world;
  }

  get aws(): LocalAws {
    return this.account.aws;
  }

  get loop(): RefreshLoop {
    return this.account.loop;
  }

  get operator(): Operator {
    return this.account.operator;
  }

  /** Those that run. */
  get instances(): readonly FreshInstance[] {
    return this.#instances;
  }

  instance(index: number): FreshInstance {
    const found = this.#instances[index];
    if (found === undefined) throw new RangeError(`there are ${this.#instances.length} instances`);
    return found;
  }

  /** Starts one more instance, listed by Cloud Map from when it is ready; in the place of `index`, or last. */
  async add(index = this.#instances.length): Promise<FreshInstance> {
    this.#serial += 1;
    const { settings, overrides = [], clock, schedule } = this.#options;
    const instance = await FreshInstance.start(this.aws, {
      id: `instance-${this.#serial}`,
      environment: this.account.serviceSettings({ ...onlyTold, ...settings }),
      overrides: [
        ...(clock === undefined ? [] : [override(parts.clock, [], () => clock)]),
        ...(schedule === undefined ? [] : [override(parts.schedule, [], () => schedule)]),
        ...overrides,
      ],
    });
    register(this.aws, instance.id, instance.way.address);
    this.#instances.splice(index, 0, instance);
    return instance;
  }

  /** Stops an instance and starts another in its place: another id, other ports, nothing in memory. */
  async restart(index: number): Promise<FreshInstance> {
    await this.stop(this.instance(index));
    return this.add(index);
  }

  /** Drains an instance. Cloud Map forgets it first, unless `stays`: then it is listed, and nothing answers there. */
  async stop(instance: FreshInstance, { stays = false }: { readonly stays?: boolean } = {}): Promise<void> {
    this.#instances.splice(this.#instances.indexOf(instance), 1);
    if (!stays) this.aws.discovery.deregister(instance.id);
    await instance.way.close();
    await instance.stop();
  }

  /** Cuts the way from the notifier to one instance, or opens it again. Callers reach it as before. */
  way(index: number, state: WayState): void {
    this.instance(index).way.set(state);
  }

  /** A token of the tenant's, the same one every time. */
  token(tenant: string, role: 'reader' | 'writer' | 'admin' = 'admin'): string {
    return this.account.token(tenant, role);
  }

  /** What instance `index` reads; `null` for nothing. */
  read(index: number, tenant: string, place: Place): Promise<ConfigEntryMessage | null> {
    return this.instance(index).read(this.token(tenant), place);
  }

  /** Stores a value by way of instance `index`, where version `expected` is now (0: nothing); its version. */
  async put(index: number, tenant: string, place: Place, value: string, expected = 0): Promise<number> {
    const request = { ...place, value, expectedVersion: BigInt(expected) };
    const reply = await this.instance(index).client.call('putConfig', this.token(tenant), request);
    return Number(reply.entry?.version);
  }

  /** Deletes version `expected` by way of instance `index`. */
  async remove(index: number, tenant: string, place: Place, expected: number): Promise<void> {
    const request = { ...place, expectedVersion: BigInt(expected) };
    await this.instance(index).client.call('deleteConfig', this.token(tenant), request);
  }

  /** Stores a value as the operator, and has every instance hold it, with nothing still on its way. */
  async hold(tenant: string, place: Place, value: string): Promise<void> {
    await this.operator.put(tenant, place, value);
    await this.settled();
    await this.allRead(tenant, place, value);
  }

  /** Resolves when every instance reads `value` (`null`: nothing); each reads again when it is told of the key. @throws Error after `ms` */
  async allRead(tenant: string, place: Place, value: string | null, ms = withinMs): Promise<void> {
    await this.#all(tenant, place, (entry) => (entry?.value ?? null) === value, ms);
  }

  /** The same for a version, or a later one. */
  async allAtLeast(tenant: string, place: Place, version: number, ms = withinMs): Promise<void> {
    await this.#all(tenant, place, (entry) => entry !== null && Number(entry.version) >= version, ms);
  }

  /** Resolves when all that AWS delivers by itself has arrived or was given up: stream, events, invocations, retries. */
  settled(): Promise<void> {
    return this.aws.deliveries.settled();
  }

  /** Every instance compares all it holds with the stores, at once. */
  async sweep(): Promise<void> {
    await Promise.all(this.#instances.map(({ parts: { reconcile } }) => reconcile.sweep()));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#instances].map((instance) => this.stop(instance)));
    await this.account.close();
  }

  async #all(tenant: string, place: Place, isIt: IsIt, ms: number): Promise<void> {
    const token = this.token(tenant);
    await Promise.all(this.#instances.map((instance) => instance.reads(token, tenant, place, isIt, ms)));
  }
}
