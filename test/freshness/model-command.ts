import fc from 'fast-check';
import type { KeyHistory } from './model-history.ts';
import { type ModelSequence, places } from './model-sequence.ts';
import type { ModelSystem } from './model-system.ts';

export type Command = fc.AsyncCommand<ModelSequence, ModelSystem>;

/** The number of instances that commands speak of. */
export const instances = 3;

/** What commands choose from. */
export interface Scope {
  readonly index: fc.Arbitrary<number>;
  readonly tenant: fc.Arbitrary<number>;
  readonly place: fc.Arbitrary<number>;
  readonly service: fc.Arbitrary<string>;
}

/** All there is, some of it more often, so that commands meet. */
export const wide: Scope = {
  index: fc.nat(instances - 1),
  tenant: fc.constantFrom(0, 0, 0, 1),
  place: fc.constantFrom(0, 0, 0, 0, 0, 1, 2, 3, 3, 3, 3, 4, 5),
  service: fc.constantFrom('orders', 'orders', 'billing', ''),
};
/** One key of each store, mostly on one instance: for what happens only where much comes together. */
export const narrow: Scope = {
  index: fc.constantFrom(0, 0, 0, 1),
  tenant: fc.constant(0),
  place: fc.constantFrom(0, 0, 0, 3),
  service: fc.constant('orders'),
};

/** A command by name, of what it is told. */
export function command<T extends object>(
  name: string,
  told: { [K in keyof T]: fc.Arbitrary<T[K]> },
  run: (sequence: ModelSequence, told: T) => Promise<void> | void,
): fc.Arbitrary<Command> {
  return fc.record(told).map((chosen) => ({
    check: () => true,
    run: async (sequence) => {
      sequence.rethrow();
      sequence.tally.add(name);
      await run(sequence, chosen as T);
      sequence.rethrow();
    },
    toString: () => `${name}(${JSON.stringify(chosen)})`,
  }));
}

export function keyAt(
  sequence: ModelSequence,
  chosen: { readonly tenant: number; readonly place: number },
): KeyHistory {
  const [name, where] = [sequence.tenants[chosen.tenant], places[chosen.place]];
  if (name === undefined || where === undefined) throw new RangeError('there is no such key');
  return sequence.history(name, where);
}

export function tenantOf(sequence: ModelSequence, chosen: number): string {
  return sequence.tenants[chosen] ?? '';
}
