import type { Random } from './random.ts';

/** Draws an index in proportion to its weight, in the same time however many there are (Walker's method, Vose's build). */
export class AliasTable {
  readonly #keep: Float64Array;
  readonly #other: Int32Array;

  constructor(weights: Float64Array) {
    const size = weights.length;
    const mean = weights.reduce((sum, weight) => sum + weight, 0) / size;
    this.#keep = weights.map((weight) => weight / mean);
    this.#other = new Int32Array(size).map((_, index) => index);
    const small: number[] = [];
    const large: number[] = [];
    for (let index = 0; index < size; index += 1) ((this.#keep[index] as number) < 1 ? small : large).push(index);
    while (small.length > 0 && large.length > 0) {
      const less = small.pop() as number;
      const more = large.at(-1) as number;
      this.#other[less] = more;
      this.#keep[more] = (this.#keep[more] as number) + (this.#keep[less] as number) - 1;
      if ((this.#keep[more] as number) < 1) {
        large.pop();
        small.push(more);
      }
    }
  }

  draw(random: Random): number {
    const index = Math.floor(random() * this.#keep.length);
    return random() < (this.#keep[index] as number) ? index : (this.#other[index] as number);
  }
}
