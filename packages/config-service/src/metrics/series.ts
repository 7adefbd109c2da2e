import type { Reading } from './metric.ts';

/** One `T` for each combination of labels that has occurred. Labels come from closed sets, so there are few. */
export class Series<L extends Readonly<Record<string, string>>, T> {
  readonly #make: () => T;
  readonly #items = new Map<string, { readonly labels: L; readonly item: T }>();

  constructor(make: () => T) {
    this.#make = make;
  }

  of(labels: L): T {
    const key = Object.values(labels).join(' ');
    let series = this.#items.get(key);
    if (series === undefined) {
      series = { labels, item: this.#make() };
      this.#items.set(key, series);
    }
    return series.item;
  }

  read<V>(valueIn: (item: T) => V): readonly Reading<V>[] {
    return [...this.#items.values()].map(({ labels, item }) => ({ labels, value: valueIn(item) }));
  }
}
