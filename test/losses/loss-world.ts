import { setImmediate as nextTurn } from 'node:timers/promises';
import { type ServiceError, status } from '@grpc/grpc-js';
import { observe, override, parts, type Token } from '@leasehold/config-service';
import type { Place, RefreshLoopOptions } from '@leasehold/dev';
import { Backoff, defaultAwsBounds, dynamoDbClient, ssmClient } from '@leasehold/storage';
import { createVendor } from '@leasehold/vending';
import type { FreshInstance } from '../freshness/fresh-instance.ts';
import { FreshWorld } from '../freshness/world.ts';
import { WorldTime } from '../vending-faults/world-time.ts';
import { StoreCalls } from './counted-stores.ts';
import { StoredHistory } from './stored-history.ts';
import { Watcher } from './watcher.ts';

type Part<T> = T extends Token<infer P> ? P : never;

export interface LossOptions {
  readonly instances?: number;
  readonly settings?: Readonly<Record<string, string>>;
  readonly loop?: RefreshLoopOptions;
  /** Of a call to a store: 2 unless said, as a signature that is more than 5 minutes off needs another. */
  readonly attempts?: number;
}

/** One read: its gRPC status, or `stale` for a value that said so. */
export interface Read {
  readonly code: string;
  /** What was read, and of which version; `null` when nothing was. */
  readonly value: string | null;
}

/** Real milliseconds that anything but time may take. */
const patienceMs = 20_000;
/** Turns of the event loop in which nothing goes on, before time may pass. */
const quietTurns = 8;
/**
 * Chance as it may be worst: every comparison is as late as its interval allows, and no wait is shortened.
 */
const worst = (): number => 0.999;

/**
 * Instances, the real notifier and the embedded AWS in a time of their own, which passes when told to and when nothing goes on without
 * it. Counts what the instances ask of the stores, and knows what was stored when.
 */
export class LossWorld {
  readonly time: WorldTime;
  readonly fresh: FreshWorld;
  readonly stores: StoreCalls;
  readonly history: StoredHistory;
  readonly #vendings: Part<typeof parts.vending>[];
  readonly #tallies: Part<typeof parts.watchTally>[];
  readonly #watchers: Watcher[] = [];
  readonly #tokens = new Map<string, { readonly token: string; readonly until: number }>();

  private constructor(made: {
    time: WorldTime;
    fresh: FreshWorld;
    stores: StoreCalls;
    vendings: Part<typeof parts.vending>[];
    tallies: Part<typeof parts.watchTally>[];
  }) {
    this.time = made.time;
    this.fresh = made.fresh;
    this.stores = made.stores;
    this.#vendings = made.vendings;
    this.#tallies = made.tallies;
    this.history = new StoredHistory(() => made.time.now);
  }

  static async start({ instances = 2, settings = {}, loop = {}, attempts = 2 }: LossOptions = {}): Promise<LossWorld> {
    let world: LossWorld | undefined;
    const time = new WorldTime(0, async () => world?.settled());
    const stores = new StoreCalls();
    const vendings: Part<typeof parts.vending>[] = [];
    const tallies: Part<typeof parts.watchTally>[] = [];
    const { clock, schedule } = time;
    const delay = (ms: number): Promise<void> => new Promise((resolve) => void schedule(ms, resolve));
    const fresh = await FreshWorld.start({
      instances,
      clock,
      schedule,
      delay,
      // One invocation at a time, so that it can be seen whether one is under way.
      loop: { concurrency: 1, ...loop },
      settings: { LEASEHOLD_RECONCILE_MS: '60000', LEASEHOLD_ABSENT_TTL_MS: '2000', ...settings },
      overrides: [
        stores.counted,
        override(parts.random, [], () => worst),
        override(parts.backoff, [], () => new Backoff(async () => {}, worst, 25, 1_000)),
        override(parts.revocationList, [], () => ({ read: nobodyRevoked, close: () => {} })),
        override(parts.dynamoDb, [parts.settings], (of) => dynamoDbClient(patient(of, attempts))),
        override(parts.ssm, [parts.settings], (of) => ssmClient(patient(of, attempts))),
        override(parts.vending, [parts.settings], ({ deployment, awsEndpoint, issuers, sessionSeconds }) =>
          createVendor({
            deployment,
            sts: { region: deployment.region, endpoint: awsEndpoint ?? '' },
            modes: new Map(issuers.map((each) => [each.kind === 'oidc' ? each.issuer : '', each.mode])),
            clock,
            schedule,
            random: () => 0.5,
            // SDKs wait between attempts by timers of their own, which are real.
            settings: { sessionSeconds, maxAttempts: 1, stsCallsPerSecond: 10_000, stsBurst: 100_000 },
          }),
        ),
        observe(parts.vending, (made) => void vendings.push(made)),
        observe(parts.watchTally, (made) => void tallies.push(made)),
      ],
    });
    world = new LossWorld({ time, fresh, stores, vendings, tallies });
    return world;
  }

  get instances(): readonly FreshInstance[] {
    return this.fresh.instances;
  }

  /** A token of the tenant's that lives for an hour more at least. */
  token(tenant: string): string {
    const known = this.#tokens.get(tenant);
    if (known !== undefined && known.until - this.time.now > 3_600_000) return known.token;
    const until = this.time.now + 7_200_000;
    const token = this.shortToken(tenant, 7_200_000);
    this.#tokens.set(tenant, { token, until });
    return token;
  }

  shortToken(tenant: string, lifeMs: number): string {
    const claims = { exp: Math.floor((this.time.now + lifeMs) / 1_000) };
    return this.fresh.account.issuer.mint({ tenant, role: 'reader' }, { claims });
  }

  /** Stores a new value behind the instances' backs. */
  async store(tenant: string, place: Place): Promise<void> {
    const value = this.history.next(tenant, place);
    const { operator } = this.fresh;
    // A client finds out that AWS's time is another one by being refused.
    await operator.put(tenant, place, value).catch(() => operator.put(tenant, place, value));
    this.history.stored(tenant, place, value);
  }

  async read(instance: FreshInstance, tenant: string, place: Place): Promise<Read> {
    try {
      const entry = await instance.read(this.token(tenant), place);
      return { code: entry?.stale === true ? 'stale' : 'OK', value: entry?.value ?? null };
    } catch (failure) {
      return { code: status[(failure as ServiceError).code] ?? 'UNKNOWN', value: null };
    }
  }

  /** A watcher of a tenant's service on one instance, to be closed with the world. */
  watcher(instance: FreshInstance, onTold: ConstructorParameters<typeof Watcher>[1]): Watcher {
    const watcher = new Watcher(instance.address, onTold);
    this.#watchers.push(watcher);
    return watcher;
  }

  /** Calls that AWS answered. */
  answered(operation: string): number {
    return this.fresh.aws.counts.total({ operation, outcome: 'ok' });
  }

  /** Resolves when nothing goes on any more without time passing. */
  async settled(): Promise<void> {
    const started = performance.now();
    for (let quiet = 0; quiet < quietTurns; ) {
      await nextTurn();
      quiet = this.#isQuiet() ? quiet + 1 : 0;
      if (performance.now() - started > patienceMs) throw new Error('the world does not come to rest');
    }
  }

  /** Ends an instance of which Cloud Map is not told. */
  async stopButListed(index: number): Promise<void> {
    await this.fresh.stop(this.fresh.instance(index), { stays: true });
  }

  async close(): Promise<void> {
    for (const watcher of this.#watchers) watcher.close();
    await this.fresh.close();
  }

  #isQuiet(): boolean {
    if (this.stores.underWay > 0 || this.fresh.loop.notifier.busy) return false;
    if (this.#vendings.some(({ vendor }) => vendor.stats().flights > 0)) return false;
    const told = this.#tallies.reduce((sum, { delivered }) => sum + delivered, 0);
    return told === this.#watchers.reduce((sum, { changes }) => sum + changes, 0);
  }
}

/** Clients that wait however busy this machine is, and leave it to the world to try again. */
function patient({ deployment: { region }, awsEndpoint: endpoint }: Part<typeof parts.settings>, maxAttempts: number) {
  const bounds = { connectTimeoutMs: 10_000, requestTimeoutMs: patienceMs };
  return { ...defaultAwsBounds, ...bounds, region, endpoint, maxAttempts };
}

async function nobodyRevoked() {
  return { version: 'v1', revocations: { revoked: [], sessionsBefore: [] }, at: 0 };
}
