import type { Place } from '@leasehold/dev';
import type { FreshInstance } from '../freshness/fresh-instance.ts';
import { acknowledged, givenUp } from './given-up.ts';
import { type LossResult, type LossRow, minute, second } from './loss-row.ts';
import { LossWorld } from './loss-world.ts';
import type { Watcher } from './watcher.ts';

const service = 'orders';
const places = [
  { service, key: 'tenant_config_theme' },
  { service, key: 'param_config_endpoint' },
] as const;
/** Read every five seconds on every instance; and watched on every instance, by one watcher each, and read by nobody. */
const [read, watched] = ['acme', 'globex'] as const;
const everyMs = 5 * second;

/** Has everything resident and watched, brings the loss about under steady changes and reads, ends it, and looks what is left. */
export async function runRow(row: LossRow): Promise<LossResult> {
  const world = await LossWorld.start(row.world);
  try {
    return await new RowRun(world, row).run();
  } finally {
    await world.close();
  }
}

class RowRun {
  readonly #world: LossWorld;
  readonly #row: LossRow;
  readonly #watchers = new Map<FreshInstance, Watcher>();
  readonly #callers = new Map<string, number>();
  readonly #ends = new Map<string, number>();
  readonly #newest = new Map<string, number>();
  readonly #outdatedMs = { tenant_config: 0, param_config: 0 };
  #changes = 0;
  /** Changes of before too. */
  #stored = 0;
  #toldAfterMs = 0;
  #backwards = 0;

  constructor(world: LossWorld, row: LossRow) {
    this.#world = world;
    this.#row = row;
  }

  async run(): Promise<LossResult> {
    const { time, stores, fresh } = this.#world;
    const { forMs, afterMs, changeEveryMs, begin, halfway, end, beforeMs = 2 * minute } = this.#row;
    await this.#change();
    await this.#watchAll();
    for (let passed = 0; passed < beforeMs; passed += minute) {
      await this.#readAll();
      await time.pass(Math.min(minute, beforeMs - passed));
    }
    await this.#readAll();
    this.#forgetWarmUp();
    stores.reset();
    fresh.aws.counts.reset();
    const told = this.#acknowledged();
    let before = 0;
    await begin(this.#world);
    for (let passed = 0; passed <= forMs + afterMs; passed += everyMs) {
      if (passed === forMs) await end?.(this.#world);
      if (passed === forMs / 2) {
        const was = this.#acknowledged();
        await halfway?.(this.#world);
        before += was - this.#acknowledged();
      }
      if (passed < forMs && passed % changeEveryMs === changeEveryMs / 2) await this.#change();
      await this.#watchAll();
      await this.#readAll();
      await time.pass(everyMs);
    }
    const queue = givenUp(fresh.aws.failures.bodies());
    return {
      changes: this.#changes,
      outdatedMs: this.#outdatedMs,
      toldAfterMs: this.#toldAfterMs,
      callers: this.#callers,
      watchesEnded: this.#ends,
      refreshCalls: this.#acknowledged() - told + before,
      discoveries: this.#world.answered('DiscoverInstances'),
      reads: stores.reads,
      versionPages: stores.versionPages,
      givenUp: queue,
      unaccounted: this.#stored - acknowledged(fresh.loop.notifier.logLines) - queue.events - queue.records,
      watchSnapshots: new Set([...this.#watchers.values()].flatMap(({ beginnings }) => beginnings)),
      differing: await this.#differing(),
      backwards: this.#backwards,
    };
  }

  /** Of every place of both tenants. */
  async #change(): Promise<void> {
    for (const tenant of [read, watched]) {
      for (const place of places) {
        await this.#world.store(tenant, place);
        this.#changes += 1;
        this.#stored += 1;
      }
    }
    await this.#world.settled();
  }

  async #readAll(): Promise<void> {
    await Promise.all(this.#world.instances.flatMap((each) => places.map((place) => this.#read(each, place))));
  }

  async #read(instance: FreshInstance, place: Place): Promise<void> {
    const { history } = this.#world;
    const { code, value } = await this.#world.read(instance, read, place);
    this.#callers.set(code, (this.#callers.get(code) ?? 0) + 1);
    if (value === null) return;
    this.#follow(`${instance.id} ${place.key}`, history.ordinal(read, place, value), true);
    if (code !== 'OK') return;
    const tag = place.key.startsWith('tenant_config') ? 'tenant_config' : 'param_config';
    this.#outdatedMs[tag] = Math.max(this.#outdatedMs[tag], history.outdatedMs(read, place, value));
  }

  /** Watches on every instance, again where a watch has ended. */
  async #watchAll(): Promise<void> {
    for (const instance of this.#world.instances) {
      const known = this.#watchers.get(instance);
      if (known !== undefined && known.ended === null) continue;
      if (known?.ended) this.#ends.set(known.ended, (this.#ends.get(known.ended) ?? 0) + 1);
      const watcher = known ?? this.#newWatcher(instance);
      const { watchTokenMs } = this.#row;
      const token =
        watchTokenMs === undefined ? this.#world.token(watched) : this.#world.shortToken(watched, watchTokenMs);
      await watcher.watch(token, service);
      await this.#world.settled();
    }
  }

  #newWatcher(instance: FreshInstance): Watcher {
    const { history, time } = this.#world;
    const watcher = this.#world.watcher(instance, ({ key, value = '' }) => {
      const place = { service, key };
      const id = `watcher ${instance.id} ${key}`;
      const ordinal = history.ordinal(watched, place, value);
      // Since the first change that it was not told of. One that overtook its own storing was told at once.
      const since = history.storedAt(watched, place, Math.min((this.#newest.get(id) ?? ordinal - 1) + 1, ordinal));
      this.#follow(id, ordinal, false);
      if (since !== undefined) this.#toldAfterMs = Math.max(this.#toldAfterMs, time.now - since);
    });
    this.#watchers.set(instance, watcher);
    return watcher;
  }

  /** `ordinal` 0 is of a value that is being stored just now. */
  #follow(id: string, ordinal: number, mayRepeat: boolean): void {
    if (ordinal === 0) return;
    const newest = this.#newest.get(id) ?? 0;
    if (ordinal < newest || (ordinal === newest && !mayRepeat)) this.#backwards += 1;
    this.#newest.set(id, Math.max(newest, ordinal));
  }

  #forgetWarmUp(): void {
    this.#callers.clear();
    this.#changes = 0;
    this.#toldAfterMs = 0;
    Object.assign(this.#outdatedMs, { tenant_config: 0, param_config: 0 });
  }

  #acknowledged(): number {
    return this.#world.instances.reduce(
      (sum, { parts }) => sum + parts.refreshTally.calls('refresh', 'acknowledged'),
      0,
    );
  }

  async #differing(): Promise<number> {
    const { history } = this.#world;
    let differing = 0;
    for (const instance of this.#world.instances) {
      for (const place of places) {
        const { value } = await this.#world.read(instance, read, place);
        if (value !== history.latest(read, place)) differing += 1;
        const known = this.#watchers.get(instance)?.known.get(place.key) ?? null;
        if (known !== history.latest(watched, place)) differing += 1;
      }
    }
    return differing;
  }
}
