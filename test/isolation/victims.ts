import type { Tenant } from './tenants.ts';

/** Chooses whose data a sabotaged service asks for: another choice for every name, and the same again for a seed. */
export class Victims {
  readonly #ids: readonly string[];
  readonly #among: 'others' | 'anyone';
  #state = 1;

  constructor(tenants: readonly Tenant[], among: 'others' | 'anyone') {
    this.#ids = tenants.map(({ id }) => id);
    this.#among = among;
  }

  reseed(seed: number): void {
    this.#state = seed | 1;
  }

  /** With `others` never the caller; with `anyone` the caller in two of three cases. */
  readonly choose = (caller: string): string => {
    if (this.#among === 'anyone' && this.#next() % 3 !== 0) return caller;
    const others = this.#ids.filter((id) => id !== caller);
    return others[this.#next() % others.length] ?? caller;
  };

  /** Marsaglia's xorshift: fine for a choice, and nothing else. Its low bits are shifted out. */
  #next(): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x | 0;
    return (x >>> 8) & 0xff_ffff;
  }
}
