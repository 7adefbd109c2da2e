import { type ServiceError, status } from '@grpc/grpc-js';
import { composeService, override, parts, readSettings, type Service } from '@leasehold/config-service';
import type { ConfigEntryMessage } from '@leasehold/contract';
import { asTask, ConfigClient, type Place } from '@leasehold/dev';
import type { LocalAws } from '@leasehold/local-aws';
import { type InstanceParts, shownInstance } from './instance-parts.ts';
import { RefreshWay } from './refresh-way.ts';
import { Told } from './told.ts';

type Override = ReturnType<typeof override>;
export interface InstanceOptions {
  /** Its id in Cloud Map. */
  readonly id: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly overrides: readonly Override[];
}

/** One instance of the service in this process, with its real parts, and the way on which it is told of changes. */
export class FreshInstance {
  readonly id: string;
  /** `host:port` of its public port. */
  readonly address: string;
  readonly client: ConfigClient;
  readonly way: RefreshWay;
  readonly parts: InstanceParts;
  /** What it logged, a line an entry. */
  readonly log: readonly string[];
  readonly #service: Service;

  private constructor(
    id: string,
    service: Service,
    address: string,
    way: RefreshWay,
    made: InstanceParts,
    log: readonly string[],
  ) {
    this.id = id;
    this.address = address;
    this.client = new ConfigClient(address, { options: { 'grpc.use_local_subchannel_pool': 1 } });
    this.way = way;
    this.parts = made;
    this.log = log;
    this.#service = service;
  }

  /** Starts it and waits until it is ready. */
  static async start(aws: Pick<LocalAws, 'taskCredentials'>, options: InstanceOptions): Promise<FreshInstance> {
    const log: string[] = [];
    const { modules, shown } = shownInstance();
    const service = composeService(
      readSettings(options.environment),
      override(parts.logDestination, [], () => ({ write: (line: string) => void log.push(line) })),
      asTask(aws),
      ...modules,
      ...options.overrides,
    );
    const { port, refreshPort } = await service.start();
    const way = await RefreshWay.to(`127.0.0.1:${refreshPort}`);
    return new FreshInstance(options.id, service, `127.0.0.1:${port}`, way, shown(), log);
  }

  /** Reads as any caller does; `null` when nothing is stored. */
  async read(token: string, place: Place): Promise<ConfigEntryMessage | null> {
    try {
      return (await this.client.call('getConfig', token, place)).entry ?? null;
    } catch (error) {
      if ((error as ServiceError).code === status.NOT_FOUND) return null;
      throw error;
    }
  }

  /** Reads until `isIt`, anew whenever this instance is told of the key. @throws Error with what it read last, after `withinMs` */
  async reads(
    token: string,
    tenant: string,
    place: Place,
    isIt: (entry: ConfigEntryMessage | null) => boolean,
    withinMs: number,
  ): Promise<ConfigEntryMessage | null> {
    const told = new Told(this.parts.keyChanges, tenant, place, withinMs);
    try {
      for (;;) {
        told.reset();
        const entry = await this.read(token, place);
        if (isIt(entry)) return entry;
        if (!(await told.next())) throw new Error(`${this.id} still reads ${described(entry)} after ${withinMs} ms`);
      }
    } finally {
      told.end();
    }
  }

  /** Drains it. The way to it stays, and leads nowhere. */
  async stop(): Promise<void> {
    this.client.close();
    await this.#service.stop();
  }
}

function described(entry: ConfigEntryMessage | null): string {
  return entry === null ? 'nothing' : `version ${entry.version}: ${entry.value}`;
}
