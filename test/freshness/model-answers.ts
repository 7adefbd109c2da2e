import { durationMs } from '@bufbuild/protobuf/wkt';
import { type ConfigEntryMessage, Source } from '@leasehold/contract';
import type { KeyHistory } from './model-history.ts';
import { lifetimes, type ModelInstance } from './model-system.ts';
import type { ModelTally } from './model-tally.ts';

/** What instances have answered by now, and therefore may not answer any more. */
export class ModelAnswers {
  readonly #tally: ModelTally;
  /** By instance and key: the last change of which something was told there. */
  readonly #seen = new WeakMap<ModelInstance, Map<KeyHistory, number>>();

  constructor(tally: ModelTally) {
    this.#tally = tally;
  }

  /** An instance tells this of a key, `null` for nothing. @throws Error when it may not */
  sees(at: ModelInstance, key: KeyHistory, entry: ConfigEntryMessage | null, mayBeStale: boolean): void {
    const seen = this.#seenBy(at);
    const state = key.stateOf(entry, seen.get(key) ?? 0);
    if (entry !== null) seen.set(key, state.serial);
    if (entry === null) return;
    const { source, stale, age } = entry;
    const ageMs = age === undefined ? Number.NaN : durationMs(age);
    const ttl = lifetimes[key.isParameter ? 'param_config' : 'tenant_config'];
    const longest = source === Source.STORE ? 0 : stale ? ttl + lifetimes.stale : ttl;
    if (!(ageMs >= 0 && ageMs <= longest) || (stale && !mayBeStale) || (key.isSecret && source === Source.CACHE)) {
      throw new Error(`${key} was told from ${Source[source]}, aged ${ageMs} ms, stale: ${stale}`);
    }
    this.#tally.add(stale ? 'stale' : `from ${Source[source]?.toLowerCase()}`);
  }

  /** From now on an instance may tell nothing that was before this change. */
  bind(at: ModelInstance, key: KeyHistory, serial: number): void {
    const seen = this.#seenBy(at);
    seen.set(key, Math.max(seen.get(key) ?? 0, serial));
  }

  /** From now on an instance may tell nothing that was before what is stored now. */
  bindAll(at: ModelInstance, keys: readonly KeyHistory[]): void {
    for (const key of keys) if (key.now.value !== null) this.bind(at, key, key.now.serial);
  }

  #seenBy(at: ModelInstance): Map<KeyHistory, number> {
    const known = this.#seen.get(at) ?? new Map<KeyHistory, number>();
    this.#seen.set(at, known);
    return known;
  }
}
