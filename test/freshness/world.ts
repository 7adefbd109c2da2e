import { override, parts } from '@leasehold/config-service';
import type { ConfigEntryMessage } from '@leasehold/contract';
import {
  localClientId,
  Operator,
  type Place,
  provisionRefreshLoop,
  type RefreshLoop,
  type RefreshLoopOptions,
  serviceSettings,
} from '@leasehold/dev';
import type { Clock } from '@leasehold/domain';
import { type LocalAws, type LocalIssuer, startLocalAws, startLocalIssuer } from '@leasehold/local-aws';
import { type Deployment, localDeployment } from '@leasehold/policies';
import type { Schedule } from '@leasehold/vending';
import { FreshInstance, type InstanceOptions } from './fresh-instance.ts';
import type { WayState } from './refresh-way.ts';

export interface WorldOptions {
  /** 3 when absent. */
  readonly instances?: number;
  /** Settings of every instance, over {@link onlyTold}. */
  readonly settings?: Readonly<Record<string, string>>;
  /** More parts of every instance to replace or to look at. */
  readonly overrides?: InstanceOptions['overrides'];
  readonly loop?: RefreshLoopOptions;
  /** Of AWS, the issuers and the instances; the machine's when absent. The notifier has the machine's, and so have gRPC deadlines. */
  readonly clock?: Clock;
  /** Sets off the timers of instances: sweeps, looks at revocations, budgets. Real ones when absent. */
  readonly schedule?: Schedule;
  /** How AWS waits: late deliveries, retries, time limits of functions. Real timers when absent. */
  readonly delay?: (ms: number) => Promise<void>;
}

/** Values live for an hour and sweeps are an hour apart: what changes sooner was told. */
export const onlyTold: Readonly<Record<string, string>> = {
  LEASEHOLD_TENANT_CONFIG_TTL_MS: '3600000',
  LEASEHOLD_PARAM_CONFIG_TTL_MS: '3600000',
  LEASEHOLD_ABSENT_TTL_MS: '60000',
  LEASEHOLD_RECONCILE_MS: '3600000',
  LEASEHOLD_STS_CALLS_PER_SECOND: '10000',
  LEASEHOLD_STS_BURST: '100000',
  LEASEHOLD_DRAIN_MS: '1000',
};

/** How long a wait may take at most, unless a test says. */
const withinMs = 10_000;

/**
 * An account with both stores, the real notifier between them and instances of the service, and callers of as many tenants as are
 * asked for. All in this process, all over loopback; the notifier in its worker thread.
 */
export class FreshWorld {
  readonly aws: LocalAws;
  readonly issuer: LocalIssuer;
  readonly deployment: Deployment;
  readonly loop: RefreshLoop;
  /** Changes the stores behind the instances' backs. */
  readonly operator: Operator;
  readonly #options: WorldOptions;
  readonly #instances: FreshInstance[] = [];
  readonly #tokens = new Map<string, string>();
  #serial = 0;

  private constructor(
    options: WorldOptions,
    issuer: LocalIssuer,
    aws: LocalAws,
    deployment: Deployment,
    loop: RefreshLoop,
  ) {
    this.#options = options;
    this.issuer = issuer;
    this.aws = aws;
    this.deployment = deployment;
    this.loop = loop;
    this.operator = new Operator(aws, deployment);
  }

  static async start(options: WorldOptions = {}): Promise<FreshWorld> {
    const { clock, delay, instances = 3 } = options;
    const time = clock === undefined ? {} : { now: () => clock.now() };
    const issuer = await startLocalIssuer({ port: 0, clientIds: [localClientId], ...time });
    const deployment = { ...localDeployment, issuers: [{ provider: issuer.provider, audiences: [localClientId] }] };
    const aws = await startLocalAws({ port: 0, deployment, ...time, ...(delay === undefined ? {} : { delay }) });
    const loop = await provisionRefreshLoop(aws, deployment, options.loop);
    const world = new FreshWorld(options, issuer, aws, deployment, loop);
    for (let count = 0; count < instances; count += 1) await world.add();
    return world;
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

  /** Starts one more instance and has Cloud Map list it, when it is ready. */
  async add(): Promise<FreshInstance> {
    const instance = await this.#start();
    this.#instances.push(instance);
    return instance;
  }

  /** Stops an instance and starts another in its place: another id, other ports, nothing in memory. */
  async restart(index: number): Promise<FreshInstance> {
    const before = this.instance(index);
    await this.stop(before);
    const instance = await this.#start();
    this.#instances.splice(index, 0, instance);
    return instance;
  }

  /** Drains an instance. Cloud Map forgets it first, unless `stays`: then it is listed, and nothing answers there. */
  async stop(instance: FreshInstance, { stays = false }: { readonly stays?: boolean } = {}): Promise<void> {
    this.#instances.splice(this.#instances.indexOf(instance), 1);
    if (!stays) this.aws.discovery.deregister(instance.id);
    instance.way.set('refused');
    await instance.stop();
    await instance.way.close();
  }

  /** Cuts the way from the notifier to one instance, or opens it again. Callers reach it as before. */
  way(index: number, state: WayState): void {
    this.instance(index).way.set(state);
  }

  /** A token of the tenant's, the same one every time. */
  token(tenant: string, role: 'reader' | 'writer' | 'admin' = 'admin'): string {
    const id = `${tenant} ${role}`;
    const known = this.#tokens.get(id);
    if (known !== undefined) return known;
    const minted = this.issuer.mint({ tenant, role });
    this.#tokens.set(id, minted);
    return minted;
  }

  /** What instance `index` reads; `null` for nothing. */
  read(index: number, tenant: string, place: Place): Promise<ConfigEntryMessage | null> {
    return this.instance(index).read(this.token(tenant), place);
  }

  /** Stores a value by way of instance `index`, where version `expected` is now (0: nothing); its version. */
  async put(index: number, tenant: string, place: Place, value: string, expected = 0): Promise<number> {
    const { client } = this.instance(index);
    const request = { ...place, value, expectedVersion: BigInt(expected) };
    const reply = await client.call('putConfig', this.token(tenant), request);
    return Number(reply.entry?.version);
  }

  /** Stores a value as the operator, and has every instance hold it, with nothing still on its way. */
  async hold(tenant: string, place: Place, value: string): Promise<void> {
    await this.operator.put(tenant, place, value);
    await this.settled();
    await this.allRead(tenant, place, value);
  }

  /** Deletes version `expected` by way of instance `index`. */
  async remove(index: number, tenant: string, place: Place, expected: number): Promise<void> {
    const request = { ...place, expectedVersion: BigInt(expected) };
    await this.instance(index).client.call('deleteConfig', this.token(tenant), request);
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

  async close(): Promise<void> {
    for (const instance of [...this.#instances]) await this.stop(instance);
    this.operator.close();
    await this.aws.close();
    await this.issuer.close();
  }

  async #all(
    tenant: string,
    place: Place,
    isIt: (entry: ConfigEntryMessage | null) => boolean,
    ms: number,
  ): Promise<void> {
    const token = this.token(tenant);
    await Promise.all(this.#instances.map((instance) => instance.reads(token, tenant, place, isIt, ms)));
  }

  async #start(): Promise<FreshInstance> {
    this.#serial += 1;
    const { settings = {}, overrides = [], clock, schedule } = this.#options;
    const { aws, issuer, deployment } = this;
    const addresses = {
      grpcPort: 0,
      aws: aws.endpoint,
      issuer: issuer.issuer,
      audience: localClientId,
      refresh: { port: 0, issuer: aws.outboundIssuer.url },
    };
    const instance = await FreshInstance.start(aws, {
      id: `instance-${this.#serial}`,
      environment: serviceSettings(deployment, addresses, { ...onlyTold, ...settings }),
      overrides: [
        ...(clock === undefined ? [] : [override(parts.clock, [], () => clock)]),
        ...(schedule === undefined ? [] : [override(parts.schedule, [], () => schedule)]),
        ...overrides,
      ],
    });
    const [address = '', port] = instance.way.address.split(':');
    aws.discovery.register({ id: instance.id, address, port: Number(port) });
    return instance;
  }
}
