import type { Place } from '@leasehold/dev';
import { parseConfigKey } from '@leasehold/domain';
import type { InstanceParts } from './instance-parts.ts';

/** Waits for an instance to be told of one key, not longer than until a deadline. */
export class Told {
  readonly #stopListening: () => void;
  readonly #timer: NodeJS.Timeout;
  #isTold = false;
  #isOver = false;
  #wake: (() => void) | null = null;

  constructor(changes: InstanceParts['keyChanges'], tenant: string, place: Place, withinMs: number) {
    const wanted = parseConfigKey(place.key);
    const service = place.service === '' ? null : place.service;
    this.#stopListening = changes.onChange((change) => {
      const { tag, name } = change.key;
      if (change.tenant !== tenant || change.service !== service) return;
      if (tag !== wanted.tag || name !== wanted.name) return;
      this.#isTold = true;
      this.#wake?.();
    });
    this.#timer = setTimeout(() => {
      this.#isOver = true;
      this.#wake?.();
    }, withinMs);
  }

  /** Forgets what it was told until now. */
  reset(): void {
    this.#isTold = false;
  }

  /** Whether it is told again, after the last reset and before the deadline. */
  async next(): Promise<boolean> {
    if (!this.#isTold && !this.#isOver) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = null;
    }
    return this.#isTold;
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#stopListening();
  }
}
