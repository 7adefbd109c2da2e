import type { Place } from '@leasehold/dev';
import { ModelAnswers } from './model-answers.ts';
import { KeyHistory } from './model-history.ts';
import type { ModelInstance, ModelSystem } from './model-system.ts';
import type { ModelTally } from './model-tally.ts';
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

/**
 * One sequence of commands: what the stores hold by all that was done, what each instance has told by now, and therefore what it may
 * tell next.
 */
export class ModelSequence {
  readonly system: ModelSystem;
  readonly tally: ModelTally;
  readonly answers: ModelAnswers;
  readonly tenants: readonly string[];
  readonly watchers: (ModelWatcher | undefined)[] = [];
  /** Whether something was done to events that they do not survive. */
  isLossy = false;
  readonly histories: readonly KeyHistory[];
  readonly #pending = new Map<ModelInstance, Set<Promise<void>>>();
  readonly #losses: { readonly hits: number }[] = [];
  #serial = 0;
  #failure: Error | undefined;

  constructor(system: ModelSystem, tally: ModelTally, number: number) {
    this.system = system;
    this.tally = tally;
    this.answers = new ModelAnswers(tally);
    this.tenants = [`acme-${number}`, `acme-${number}-2`];
    this.histories = this.tenants.flatMap((tenant) => places.map((place) => new KeyHistory(tenant, place)));
  }

  history(tenant: string, place: Place): KeyHistory {
    const found = this.histories.find((each) => each.tenant === tenant && samePlace(each.place, place));
    if (found === undefined) throw new Error(`${tenant} was told of ${place.service}/${place.key}, which is not there`);
    return found;
  }

  nextSerial(): number {
    this.#serial += 1;
    return this.#serial;
  }

  /** Whether some event was lost for good by now. */
  get hasLost(): boolean {
    return this.isLossy || this.#losses.some(({ hits }) => hits > 0);
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
    else await Promise.race([ended, its.gate.holdsOne(), this.answered(index)]);
    this.rethrow();
  }

  /** Resolves when nothing is under way any more on these instances, all of them unless said. */
  async ended(on: readonly ModelInstance[] = this.system.instances): Promise<void> {
    for (const each of on) await Promise.all(this.#pending.get(each) ?? []);
    this.rethrow();
  }

  /** From now on an instance may tell nothing that was before what is stored now. */
  isCurrent(at: ModelInstance): void {
    this.answers.bindAll(at, this.histories);
  }

  watch(slot: number, index: number, tenant: string, service: string, keyPrefix: string): void {
    this.watchers[slot]?.cut();
    const watcher = new ModelWatcher(
      { tenant, token: this.token(tenant), service, keyPrefix },
      (entry) => {
        this.history(tenant, entry).stateOf(entry, 0);
        this.tally.add('watched');
      },
      (failure) => {
        this.#failure ??= failure;
      },
    );
    this.watchers[slot] = watcher;
    watcher.open(this.system.at(index).instance.address);
  }

  close(): void {
    for (const watcher of this.watchers) watcher?.cut();
  }

  token(tenant: string): string {
    return this.system.world.token(tenant);
  }

  /** Resolves once the instance has answered something that came after all else. */
  async answered(index: number): Promise<void> {
    await this.system.answers(index, this.token(this.tenants[0] ?? ''));
  }
}

function samePlace(one: Place, other: Place): boolean {
  return one.service === other.service && one.key === other.key;
}
