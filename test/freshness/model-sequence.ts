import { durationMs } from '@bufbuild/protobuf/wkt';
import { type ServiceError, status } from '@grpc/grpc-js';
import { type ConfigEntryMessage, Source, StoreTag } from '@leasehold/contract';
import type { Place } from '@leasehold/dev';
import { KeyHistory } from './model-history.ts';
import { lifetimes, type ModelInstance, type ModelSystem } from './model-system.ts';
import { ModelWatcher } from './model-watcher.ts';

/** What keys there are; each tenant has all of them. */
export const places: readonly Place[] = [
  { service: 'orders', key: 'tenant_config_a' },
  { service: '', key: 'tenant_config_a' },
  { service: 'billing', key: 'tenant_config_a' },
  { service: 'orders', key: 'param_config_a' },
  { service: 'billing', key: 'param_config_a' },
  { service: 'orders', key: 'param_config_secret' },
];

/** Looks at what watchers know, before they are given up: each is an answer of every instance. */
const maxLooks = 200;

/** What all sequences of a test have done together: a model that never saw a stale value says nothing of them. */
export class ModelTally {
  readonly #counts = new Map<string, number>();

  add(what: string): void {
    this.#counts.set(what, this.of(what) + 1);
  }

  of(what: string): number {
    return this.#counts.get(what) ?? 0;
  }

  toString(): string {
    return [...this.#counts].map(([what, count]) => `${count} ${what}`).join(', ');
  }
}

/**
 * One sequence of commands: what the stores hold by all that was done, what each instance has told by now, and therefore what it may
 * tell next.
 */
export class ModelSequence {
  readonly system: ModelSystem;
  readonly tally: ModelTally;
  readonly tenants: readonly string[];
  readonly watchers: (ModelWatcher | undefined)[] = [];
  /** Whether something was done to events that they do not survive. */
  isLossy = false;
  readonly #histories: readonly KeyHistory[];
  /** By instance and key: the last change of which something was told there. */
  readonly #seen = new WeakMap<ModelInstance, Map<KeyHistory, number>>();
  readonly #pending = new Map<ModelInstance, Set<Promise<void>>>();
  readonly #losses: { readonly hits: number }[] = [];
  #serial = 0;
  #failure: Error | undefined;

  constructor(system: ModelSystem, tally: ModelTally, number: number) {
    this.system = system;
    this.tally = tally;
    this.tenants = [`acme-${number}`, `acme-${number}-2`];
    this.#histories = this.tenants.flatMap((tenant) => places.map((place) => new KeyHistory(tenant, place)));
  }

  history(tenant: string, place: Place): KeyHistory {
    const found = this.#histories.find((each) => each.tenant === tenant && samePlace(each.place, place));
    if (found === undefined) throw new Error(`${tenant} was told of ${place.service}/${place.key}, which is not there`);
    return found;
  }

  nextSerial(): number {
    this.#serial += 1;
    return this.#serial;
  }

  loses(fault: { readonly hits: number }): void {
    this.#losses.push(fault);
  }

  /** What failed outside of any command, once. */
  rethrow(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Has `work` done, and stops waiting for it when `until` has happened, or it cannot be known whether it will end. */
  async begin(index: number, work: () => Promise<void>, until?: Promise<void>): Promise<void> {
    const its = this.system.at(index);
    const ended = work().catch((failure: unknown) => {
      this.#failure ??= failure instanceof Error ? failure : new Error(String(failure));
    });
    const pending = this.#pending.get(its) ?? new Set();
    this.#pending.set(its, pending.add(ended));
    void ended.then(() => pending.delete(ended));
    if (its.gate.isOpen) await ended;
    else if (until !== undefined) await Promise.race([ended, until]);
    else await Promise.race([ended, its.gate.holdsOne(), this.#answered(index)]);
    this.rethrow();
  }

  /** Resolves when nothing is under way any more on these instances, all of them unless said. */
  async ended(on: readonly ModelInstance[] = this.system.instances): Promise<void> {
    for (const each of on) await Promise.all(this.#pending.get(each) ?? []);
    this.rethrow();
  }

  /** An instance tells this of a key, `null` for nothing. @throws Error when it may not */
  sees(at: ModelInstance, key: KeyHistory, entry: ConfigEntryMessage | null, mayBeStale: boolean): void {
    const seen = this.#seenBy(at);
    const state = key.stateOf(entry, seen.get(key) ?? 0);
    if (entry !== null) seen.set(key, state.serial);
    if (entry === null) return;
    const { source, stale, age } = entry;
    // Of what was just read it is left out, as protobuf leaves out what is zero.
    const ageMs = age === undefined ? (source === Source.STORE ? 0 : Number.NaN) : durationMs(age);
    const ttl = lifetimes[key.isParameter ? 'param_config' : 'tenant_config'];
    const longest = source === Source.STORE ? 0 : stale ? ttl + lifetimes.stale : ttl;
    if (!(ageMs >= 0 && ageMs <= longest) || (stale && !mayBeStale) || (key.isSecret && source === Source.CACHE)) {
      throw new Error(`${key} was told from ${Source[source]}, aged ${ageMs} ms, stale: ${stale}`);
    }
    this.tally.add(stale ? 'stale' : `from ${Source[source]?.toLowerCase()}`);
  }

  /** From now on an instance may tell nothing that was before this change. */
  bind(at: ModelInstance, key: KeyHistory, serial: number): void {
    const seen = this.#seenBy(at);
    seen.set(key, Math.max(seen.get(key) ?? 0, serial));
  }

  /** From now on an instance may tell nothing that was before what is stored now. */
  bindAll(at: ModelInstance): void {
    for (const key of this.#histories) if (key.now.value !== null) this.bind(at, key, key.now.serial);
  }

  async get(index: number, key: KeyHistory): Promise<void> {
    const at = this.system.at(index);
    const wasDown = at.gate.isDown;
    try {
      const entry = await at.instance.read(this.token(key.tenant), key.place);
      this.sees(at, key, entry, wasDown || at.gate.isDown);
      if (entry !== null && entry.value === undefined) throw new Error(`${key} was told without its value`);
    } catch (failure) {
      this.#unlessDown(failure, wasDown || at.gate.isDown);
    }
  }

  async batch(index: number, tenant: string, service: string): Promise<void> {
    const at = this.system.at(index);
    const wasDown = at.gate.isDown;
    const keys = places.filter((each) => each.service === service).map(({ key }) => key);
    const { results } = await at.instance.client.call('batchGetConfigs', this.token(tenant), { service, keys });
    for (const { key, outcome } of results) {
      const isDown = wasDown || at.gate.isDown;
      if (outcome.case === 'error' && isDown && outcome.value.code === status.UNAVAILABLE) continue;
      if (outcome.case === 'error' && outcome.value.code !== status.NOT_FOUND) throw new Error(outcome.value.message);
      this.sees(at, this.history(tenant, { service, key }), outcome.case === 'entry' ? outcome.value : null, isDown);
    }
  }

  /** A listing is of the store itself; without anything else under way it is all there is. */
  async list(index: number, tenant: string, service: string, tag: 'tenant_config' | 'param_config'): Promise<void> {
    const at = this.system.at(index);
    const { gate } = at;
    const wasDown = gate.isDown;
    const request = { service, tag: tag === 'tenant_config' ? StoreTag.TENANT_CONFIG : StoreTag.PARAM_CONFIG };
    const stored = this.#histories.filter(
      ({ tenant: of, place, now }) =>
        of === tenant && place.service === service && place.key.startsWith(tag) && now.value !== null,
    );
    const isAlone = gate.isOpen;
    try {
      const { entries } = await at.instance.client.call('listConfigs', this.token(tenant), request);
      for (const entry of entries) {
        const key = this.history(tenant, entry);
        if (key.isSecret && entry.value !== undefined) throw new Error(`${key} was listed with its value`);
        this.sees(at, key, entry, false);
      }
      if (isAlone && entries.length !== stored.length) throw new Error(`${entries.length} listed of ${stored}`);
    } catch (failure) {
      this.#unlessDown(failure, wasDown || gate.isDown);
    }
  }

  watch(slot: number, index: number, tenant: string, service: string, keyPrefix: string): void {
    this.watchers[slot]?.cut();
    const watcher = new ModelWatcher(
      { token: this.token(tenant), service, keyPrefix },
      (entry) => {
        this.history(tenant, entry).stateOf(entry, 0);
        this.tally.add('watched');
      },
      (failure) => {
        this.#failure ??= failure;
      },
    );
    this.watchers[slot] = watcher;
    this.#ofWatcher.set(watcher, tenant);
    watcher.open(this.system.at(index).instance.address);
  }

  readonly #ofWatcher = new WeakMap<ModelWatcher, string>();

  /** Everything works again and all that was under way has ended: now every instance must agree with the stores. */
  async settle(): Promise<void> {
    const { system } = this;
    system.mend();
    await this.ended();
    for (const [slot, watcher] of this.watchers.entries()) {
      if (watcher?.isOpen === false) watcher.open(system.at(slot % system.instances.length).instance.address);
    }
    await system.world.settled();
    // Instances that were too slow for the notifier, which the failure queue tells, are not at fault for that.
    const wasLossy = system.givenUp() > 0 || this.isLossy || this.#losses.some(({ hits }) => hits > 0);
    this.tally.add(wasLossy ? 'with events lost' : 'with every event delivered');
    // Where every event was delivered nothing is left for a sweep.
    if (wasLossy) await system.world.sweep();
    const changed = this.#histories.filter(({ states }) => states.length > 1);
    for (const at of system.instances) {
      await Promise.all(
        changed.map(async (key) => {
          const entry = await at.instance.read(this.token(key.tenant), key.place);
          this.bind(at, key, key.now.value === null ? 0 : key.now.serial);
          this.sees(at, key, entry, false);
          if ((entry?.value ?? null) !== key.now.value) {
            throw new Error(`${key} is ${key.now.value} (change ${key.now.serial}), read ${entry?.value ?? 'nothing'}`);
          }
        }),
      );
    }
    for (const watcher of this.watchers) if (watcher !== undefined) await this.#agrees(watcher);
    this.rethrow();
  }

  close(): void {
    for (const watcher of this.watchers) watcher?.cut();
  }

  token(tenant: string): string {
    return this.system.world.token(tenant);
  }

  async #agrees(watcher: ModelWatcher): Promise<void> {
    const { service, keyPrefix } = watcher.watched;
    const tenant = this.#ofWatcher.get(watcher);
    const stored = this.#histories.filter(
      ({ tenant: of, place, now }) =>
        of === tenant && place.service === service && place.key.startsWith(keyPrefix) && now.value !== null,
    );
    for (let look = 0; look < maxLooks; look += 1) {
      const { known } = watcher;
      if (known.size === stored.length && stored.every(({ place, now }) => known.get(place.key) === now.version))
        return;
      const told = watcher.message();
      await Promise.race([told, Promise.all(this.system.instances.map((_, index) => this.#answered(index)))]);
      this.system.time.pass(50);
    }
    const should = stored.map(({ place, now }) => `${place.key}: ${now.version}`);
    const does = [...watcher.known].map(([key, version]) => `${key}: ${version}`);
    throw new Error(`a watcher of ${service}/${keyPrefix} of ${tenant} knows ${does}, and not ${should}`);
  }

  async #answered(index: number): Promise<void> {
    await this.system.answers(index, this.token(this.tenants[0] ?? ''));
  }

  #seenBy(at: ModelInstance): Map<KeyHistory, number> {
    const known = this.#seen.get(at) ?? new Map<KeyHistory, number>();
    this.#seen.set(at, known);
    return known;
  }

  #unlessDown(failure: unknown, wasDown: boolean): void {
    if (!wasDown || (failure as ServiceError).code !== status.UNAVAILABLE) throw failure;
    this.tally.add('unavailable');
  }
}

function samePlace(one: Place, other: Place): boolean {
  return one.service === other.service && one.key === other.key;
}
