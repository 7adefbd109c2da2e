import type { ConfigTag } from '@leasehold/domain';
import type { StoreSweep } from './store-sweep.ts';

/** Finds the changes that nobody told of: a sweep for each store, so that a slow or scarce one holds up no other. */
export class Reconcile {
  readonly #sweeps: Readonly<Record<ConfigTag, StoreSweep>>;

  constructor(sweeps: Readonly<Record<ConfigTag, StoreSweep>>) {
    this.#sweeps = sweeps;
  }

  start(): void {
    for (const sweep of Object.values(this.#sweeps)) sweep.start();
  }

  /** Compares all that is held or watched now, out of turn; resolves when that is done. */
  async sweep(): Promise<void> {
    await Promise.all(Object.values(this.#sweeps).map((sweep) => sweep.sweep()));
  }

  /** See {@link StoreSweep.oldestMs}. */
  oldestMs(tag: ConfigTag): number {
    return this.#sweeps[tag].oldestMs();
  }

  close(): void {
    for (const sweep of Object.values(this.#sweeps)) sweep.close();
  }
}
