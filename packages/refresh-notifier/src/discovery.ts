import { isIP } from 'node:net';
import { DiscoverInstancesCommand, type ServiceDiscoveryClient } from '@aws-sdk/client-servicediscovery';

/** An instance of the service as Cloud Map lists it. */
export interface Instance {
  readonly id: string;
  /** `host:port` of its refresh port; `null` when what it was registered with is no such thing. */
  readonly address: string | null;
  /** Whether it has to be told: one that Cloud Map calls unhealthy is told if that can be, and not waited for. */
  readonly isLive: boolean;
}

/** The most that Cloud Map lists (API reference of DiscoverInstances); it has no pages. */
const maxInstances = 1_000;

/** Where the instances are registered. */
export interface DiscoveryNames {
  readonly namespace: string;
  readonly service: string;
}

/** Asks Cloud Map which instances there are. */
export class Discovery {
  readonly #client: ServiceDiscoveryClient;
  readonly #names: DiscoveryNames;

  constructor(client: ServiceDiscoveryClient, names: DiscoveryNames) {
    this.#client = client;
    this.#names = names;
  }

  /** By id. Unhealthy ones too: left out here, they would look like those that are gone. @throws what the SDK throws */
  async instances(signal: AbortSignal): Promise<ReadonlyMap<string, Instance>> {
    const { Instances = [] } = await this.#client.send(
      new DiscoverInstancesCommand({
        NamespaceName: this.#names.namespace,
        ServiceName: this.#names.service,
        HealthStatus: 'ALL',
        MaxResults: maxInstances,
      }),
      { abortSignal: signal },
    );
    return new Map(
      Instances.flatMap(({ InstanceId: id, Attributes = {}, HealthStatus }) =>
        id === undefined ? [] : [[id, { id, address: addressOf(Attributes), isLive: HealthStatus !== 'UNHEALTHY' }]],
      ),
    );
  }
}

/** Addresses, never names: who answers for a name is for a name server to say. */
function addressOf(attributes: Readonly<Record<string, string>>): string | null {
  const { AWS_INSTANCE_IPV4: ipv4 = '', AWS_INSTANCE_IPV6: ipv6 = '', AWS_INSTANCE_PORT: port = '' } = attributes;
  if (!/^[1-9][0-9]{0,4}$/.test(port) || Number(port) > 65_535) return null;
  if (isIP(ipv4) === 4) return `${ipv4}:${port}`;
  return isIP(ipv6) === 6 ? `[${ipv6}]:${port}` : null;
}
