import type { Service } from '@leasehold/config-service';
import { type LocalCloud, localClientId, serviceSettings, startLocalCloud } from '@leasehold/dev';
import { type Caller, type CallerKind, callerKinds, hostileTokens, makeCaller } from './callers.ts';
import { RawClient } from './raw-client.ts';
import { Tally } from './tally.ts';
import { TenantModel } from './tenant-model.ts';
import { makeTenants, type Tenant } from './tenants.ts';

/** One tenant's side of a world. */
export interface Resident {
  readonly tenant: Tenant;
  readonly callers: Readonly<Record<CallerKind, Caller>>;
  readonly model: TenantModel;
  /** The newest page token this tenant was given, by store tag. */
  readonly pageTokens: Map<string, string>;
}

/** An AWS account with its tenants, and what is known of them. Services come and go in it. */
export class World {
  readonly cloud: LocalCloud;
  readonly residents: readonly Resident[];
  readonly hostileTokens: readonly string[];
  #serial = 0;

  private constructor(cloud: LocalCloud) {
    this.cloud = cloud;
    const tenants = makeTenants();
    this.residents = tenants.map((tenant) => ({
      tenant,
      callers: Object.fromEntries(
        callerKinds.map((kind) => [kind, makeCaller(cloud.issuer, tenant, kind)]),
      ) as Resident['callers'],
      model: new TenantModel(),
      pageTokens: new Map(),
    }));
    this.hostileTokens = hostileTokens(cloud.issuer, tenants);
  }

  static async start(): Promise<World> {
    return new World(await startLocalCloud({ awsPort: 0, issuerPort: 0, dataDir: null, stsLatencyMs: 0 }));
  }

  get tenants(): readonly Tenant[] {
    return this.residents.map(({ tenant }) => tenant);
  }

  resident(index: number): Resident {
    const found = this.residents[index];
    if (found === undefined) throw new RangeError('there is no such tenant in this world');
    return found;
  }

  /** A number no other value of this world has. */
  nextSerial(): number {
    this.#serial += 1;
    return this.#serial;
  }

  /** Settings of a service in this world; `also` adds or replaces some. */
  settings(also: Readonly<Record<string, string>> = {}): Record<string, string> {
    const { aws, issuer, deployment } = this.cloud;
    const addresses = { grpcPort: 0, aws: aws.endpoint, issuer: issuer.issuer, audience: localClientId };
    return serviceSettings(deployment, addresses, also);
  }

  async close(): Promise<void> {
    await this.cloud.close();
  }
}

/** A service under test, the one connection that all tenants share, and what happened over it. */
export class Visit {
  readonly world: World;
  readonly client: RawClient;
  readonly tally = new Tally();
  /** Where the service listens. */
  readonly port: number;
  readonly #service: Service;

  private constructor(world: World, port: number, service: Service) {
    this.world = world;
    this.port = port;
    this.client = new RawClient(`127.0.0.1:${port}`);
    this.#service = service;
  }

  static async begin(world: World, service: Service): Promise<Visit> {
    const { port } = await service.start();
    return new Visit(world, port, service);
  }

  async end(): Promise<void> {
    this.client.close();
    await this.#service.stop();
  }
}
