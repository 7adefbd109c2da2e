import { type ServiceError, status } from '@grpc/grpc-js';
import type { DeliveryRule } from '@leasehold/local-aws';
import type { FreshInstance } from './fresh-instance.ts';
import type { InstanceParts } from './instance-parts.ts';
import { gated, type StoreGate } from './model-gate.ts';
import { ModelTime } from './model-time.ts';
import { FreshWorld } from './world.ts';

/** How long values live, in milliseconds, and how long beyond that they are served while a store is down. */
export const lifetimes = { tenant_config: 400, param_config: 600, absent: 100, stale: 1_000 } as const;

const settings = {
  LEASEHOLD_TENANT_CONFIG_TTL_MS: String(lifetimes.tenant_config),
  LEASEHOLD_PARAM_CONFIG_TTL_MS: String(lifetimes.param_config),
  LEASEHOLD_ABSENT_TTL_MS: String(lifetimes.absent),
  LEASEHOLD_STALE_MS: String(lifetimes.stale),
  LEASEHOLD_RECONCILE_QUERIES_PER_SECOND: '10000',
  LEASEHOLD_RECONCILE_PARAMETER_PAGES_PER_SECOND: '10000',
  LEASEHOLD_REFILLS_PER_SECOND: '10000',
  LEASEHOLD_MAX_DEADLINE_MS: '300000',
};

/** Attempts to tell an instance that cannot be reached are short, so that sequences are. */
const loop = { timeoutMs: 4_400, retries: 1, retryDelayMs: () => 1 };
/** Retries of asynchronous invocations come after a minute and more; nothing else waits for so long. */
const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms < 30_000 ? ms : 20));

/** One instance with the way to its stores. */
export interface ModelInstance {
  readonly instance: FreshInstance;
  readonly gate: StoreGate;
}

/** Breaks an instance, to see that the model notices. */
export type Sabotage = (parts: InstanceParts) => void;

/** Instances on one account that many sequences use one after the other, each with tenants of its own. */
export class ModelSystem {
  readonly world: FreshWorld;
  readonly time: ModelTime;
  readonly instances: ModelInstance[] = [];
  readonly #gates: StoreGate[];
  readonly #sabotage: Sabotage;

  private constructor(world: FreshWorld, time: ModelTime, gates: StoreGate[], sabotage: Sabotage) {
    this.world = world;
    this.time = time;
    this.#gates = gates;
    this.#sabotage = sabotage;
  }

  static async start(count: number, sabotage: Sabotage = () => undefined): Promise<ModelSystem> {
    const time = new ModelTime();
    const gates: StoreGate[] = [];
    const overrides = [gated((gate) => void gates.push(gate))];
    const { clock, schedule } = time;
    const world = await FreshWorld.start({ instances: 0, settings, overrides, clock, schedule, delay, loop });
    const system = new ModelSystem(world, time, gates, sabotage);
    for (let index = 0; index < count; index += 1) await system.#add(index);
    return system;
  }

  at(index: number): ModelInstance {
    const found = this.instances[index];
    if (found === undefined) throw new RangeError(`there are ${this.instances.length} instances`);
    return found;
  }

  /** Another instance in the place of this one, knowing nothing. */
  async restart(index: number): Promise<void> {
    this.instances.splice(index, 1);
    await this.world.stop(this.world.instance(index));
    await this.#add(index);
  }

  /** Has something go wrong on a way inside the account. */
  disturb(rule: DeliveryRule): { readonly hits: number } {
    return this.world.aws.deliveries.inject(rule);
  }

  /** Takes what was given up by AWS since the last time: how much it was. */
  givenUp(): number {
    const { failures } = this.world.aws;
    let count = 0;
    for (let more = failures.receive(10, 1_000); more.length > 0; more = failures.receive(10, 1_000)) {
      for (const { receiptHandle } of more) failures.delete(receiptHandle);
      count += more.length;
    }
    return count;
  }

  /** Resolves once the instance has answered what came to it after all that was asked before. */
  async answers(index: number, token: string): Promise<void> {
    try {
      await this.at(index).instance.client.call('getConfig', token, { service: 'orders', key: 'no_key' });
    } catch (failure) {
      if ((failure as ServiceError).code !== status.INVALID_ARGUMENT) throw failure;
    }
  }

  /** Makes everything work again. */
  mend(): void {
    const { deliveries, discovery } = this.world.aws;
    deliveries.clear();
    discovery.clear();
    for (const { instance, gate } of this.instances) {
      instance.way.set('open');
      gate.isDown = false;
      gate.release();
    }
  }

  close(): Promise<void> {
    return this.world.close();
  }

  async #add(index: number): Promise<void> {
    const instance = await this.world.add(index);
    const gate = this.#gates.at(-1);
    if (gate === undefined) throw new Error('an instance was made without stores');
    this.#sabotage(instance.parts);
    this.instances.splice(index, 0, { instance, gate });
  }
}
