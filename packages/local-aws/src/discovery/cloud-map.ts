import type { Deployment } from '@leasehold/policies';
import type { Deliveries } from '../deliveries/deliveries.ts';
import type { Lane } from '../deliveries/lane.ts';
import { type InjectedFault, RuleList } from '../endpoint/faults/rule-list.ts';
import { DiscoveryService, type DiscoveryServiceOptions, type ServiceState } from './discovery-service.ts';
import { discoveryError } from './errors.ts';
import type { Health, Instance } from './instance.ts';
import { DiscoveryOperations, discoveryId } from './operations.ts';
import {
  type InjectedAnswer,
  type ListedInstance,
  listedInstance,
  type StaleAnswer,
  staleState,
} from './stale-answer.ts';

/** A namespace of services. */
export interface Namespace {
  readonly id: string;
  readonly arn: string;
  readonly name: string;
  readonly type: 'DNS_PRIVATE' | 'HTTP';
}

export interface CloudMapOptions {
  readonly deployment: Deployment;
  readonly deliveries: Deliveries;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * Namespaces and services, with the deployment's own there from the start. What a call registers or takes away is found, or
 * is not any more, once the operation it began has come through.
 */
export class CloudMap {
  readonly operations: DiscoveryOperations;
  readonly #options: CloudMapOptions;
  readonly #namespaces = new Map<string, Namespace>();
  readonly #services = new Map<string, DiscoveryService>();
  readonly #stale = new RuleList<InjectedAnswer>();
  readonly #registrations: Lane;
  readonly #own: DiscoveryService;

  constructor(options: CloudMapOptions) {
    this.#options = options;
    this.operations = new DiscoveryOperations(options.now);
    this.#registrations = options.deliveries.lane('registration', { inOrder: true });
    const { namespace, discoveryService } = options.deployment;
    const { id: namespaceId } = this.addNamespace(namespace, 'DNS_PRIVATE');
    this.#own = this.addService({
      name: discoveryService,
      namespaceId,
      description: null,
      hasHealth: true,
      dnsRecords: [{ Type: 'A', TTL: 15 }],
    });
  }

  /** Registers an instance of the deployment's service, as ECS does, at once. @throws AwsError InvalidInput */
  register(instance: ListedInstance): void {
    this.#own.register(listedInstance(instance));
  }

  /** Takes it away again, at once. */
  deregister(id: string): void {
    this.#own.deregister(id);
  }

  /** What its custom health check says from now on. */
  setHealth(id: string, health: Health): void {
    this.#own.setHealth(id, health);
  }

  /** The instances of the deployment's service, as they are. */
  get instances(): readonly Instance[] {
    return this.#own.state.instances;
  }

  /** Id of the deployment's service, for calls that want it. */
  get serviceId(): string {
    return this.#own.options.id;
  }

  /** Stale answers of DiscoverInstances, and of its revision, about the deployment's service. @throws RangeError, AwsError InvalidInput */
  inject(answer: StaleAnswer): InjectedFault {
    if (answer.kind === 'altered') answer.dead?.forEach(listedInstance);
    return this.#stale.inject({ ...answer, injectedIn: this.#own.state });
  }

  /** Answers are right again. */
  clear(): void {
    this.#stale.clear();
  }

  /** What DiscoverInstances finds out about a service, true or not. */
  seen(service: DiscoveryService): ServiceState {
    const truth = service.state;
    if (service !== this.#own) return truth;
    const stale = this.#stale.take(this.#options.now(), () => true);
    return stale === null ? truth : staleState(truth, stale);
  }

  namespace(id: string): Namespace | null {
    return this.#namespaces.get(id) ?? null;
  }

  namespaceNamed(name: string): Namespace | null {
    return [...this.#namespaces.values()].find((namespace) => namespace.name === name) ?? null;
  }

  service(id: string): DiscoveryService | null {
    return this.#services.get(id) ?? null;
  }

  serviceNamed(namespaceId: string, name: string): DiscoveryService | null {
    const found = [...this.#services.values()].find(
      ({ options }) => options.namespaceId === namespaceId && options.name === name,
    );
    return found ?? null;
  }

  /** @throws AwsError NamespaceAlreadyExists */
  addNamespace(name: string, type: Namespace['type']): Namespace {
    const existing = this.namespaceNamed(name);
    if (existing !== null) {
      throw discoveryError('NamespaceAlreadyExists', `Namespace ${name} already exists.`, { NamespaceId: existing.id });
    }
    const id = `ns-${discoveryId(16)}`;
    const namespace = { id, arn: this.arn(`namespace/${id}`), name, type };
    this.#namespaces.set(id, namespace);
    return namespace;
  }

  /** @throws AwsError ServiceAlreadyExists */
  addService(options: Omit<DiscoveryServiceOptions, 'id' | 'arn' | 'createdAt'>): DiscoveryService {
    const existing = this.serviceNamed(options.namespaceId, options.name);
    if (existing !== null) {
      throw discoveryError('ServiceAlreadyExists', `Service ${options.name} already exists.`, {
        ServiceId: existing.options.id,
        ServiceArn: existing.options.arn,
      });
    }
    const id = `srv-${discoveryId(16)}`;
    const createdAt = this.#options.now();
    const service = new DiscoveryService({ ...options, id, arn: this.arn(`service/${id}`), createdAt });
    this.#services.set(id, service);
    return service;
  }

  /** Begins an operation on an instance, that does `act` when it comes through; its id. In order, unless a fault says so. */
  begin(
    type: 'REGISTER_INSTANCE' | 'DEREGISTER_INSTANCE',
    service: DiscoveryService,
    instanceId: string,
    act: () => void,
  ): string {
    const targets = { INSTANCE: instanceId, SERVICE: service.options.id };
    const { id } = this.operations.begin(type, targets);
    const end = this.#options.deliveries.begin();
    setImmediate(() => {
      this.#registrations.send({ type, ...targets }, () => {
        act();
        this.operations.succeed(id);
      });
      end();
    });
    return id;
  }

  arn(resource: string): string {
    const { partition, region, account } = this.#options.deployment;
    return `arn:${partition}:servicediscovery:${region}:${account}:${resource}`;
  }
}
