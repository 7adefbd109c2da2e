import { discoveryError } from './errors.ts';
import type { Health, Instance } from './instance.ts';

/** Instances of one service that Cloud Map can hold: its default quota, and that of one DiscoverInstances answer. */
const maxInstances = 1_000;

/** What a service answers with: its instances at one moment. */
export interface ServiceState {
  readonly instances: readonly Instance[];
  /** Grows with every change. */
  readonly revision: number;
}

export interface DiscoveryServiceOptions {
  readonly id: string;
  readonly arn: string;
  readonly name: string;
  readonly namespaceId: string;
  readonly description: string | null;
  /** Whether its instances have a custom health check; without one nobody knows how they are. */
  readonly hasHealth: boolean;
  /** DNS record types of its configuration, none in an HTTP namespace. */
  readonly dnsRecords: readonly { readonly Type: string; readonly TTL: number }[];
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** One Cloud Map service and the instances registered with it. */
export class DiscoveryService {
  readonly options: DiscoveryServiceOptions;
  readonly #instances = new Map<string, Instance>();
  #revision = 1;

  constructor(options: DiscoveryServiceOptions) {
    this.options = options;
  }

  get state(): ServiceState {
    return { instances: [...this.#instances.values()], revision: this.#revision };
  }

  instance(id: string): Instance | null {
    return this.#instances.get(id) ?? null;
  }

  /** Adds it, or replaces the one of its id. @throws AwsError ResourceLimitExceeded */
  register(instance: Instance): void {
    this.checkRoom(instance.id);
    this.#instances.set(instance.id, instance);
    this.#revision += 1;
  }

  /** @throws AwsError ResourceLimitExceeded */
  checkRoom(id: string): void {
    if (this.#instances.has(id) || this.#instances.size < maxInstances) return;
    throw discoveryError('ResourceLimitExceeded', `A service has at most ${maxInstances} instances.`);
  }

  /** Does nothing when there is none of that id. */
  deregister(id: string): void {
    if (this.#instances.delete(id)) this.#revision += 1;
  }

  /** Does nothing when there is none of that id. */
  setHealth(id: string, health: Health): void {
    const instance = this.#instances.get(id);
    if (instance === undefined || instance.health === health) return;
    this.#instances.set(id, { ...instance, health });
    this.#revision += 1;
  }
}
