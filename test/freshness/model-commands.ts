import fc from 'fast-check';
import { behind, get, lateGet, reads, writes } from './model-accesses.ts';
import { type Command, narrow, type Scope, wide } from './model-command.ts';
import { late, losing, restart, timing, watching } from './model-disturbances.ts';

const weighted = (weight: number, arbitraries: readonly fc.Arbitrary<Command>[]) =>
  arbitraries.map((arbitrary) => ({ weight, arbitrary }));

function usual(scope: Scope) {
  return [
    ...weighted(6, reads(scope)),
    ...weighted(12, [get(scope)]),
    ...weighted(4, [lateGet(scope)]),
    ...weighted(5, writes(scope)),
    ...weighted(6, behind(scope)),
    ...weighted(3, timing(scope)),
    ...weighted(2, watching(scope)),
    ...weighted(2, [late()]),
    ...weighted(1, [restart(scope)]),
  ];
}

/** Sequences of at most `most` commands; in half of them no event is lost for good. */
export function sequences(most: number): fc.Arbitrary<Iterable<Command>> {
  const options = { maxCommands: most, size: 'max' } as const;
  const of = (scope: Scope, more: readonly fc.Arbitrary<Command>[]) =>
    fc.commands([fc.oneof(...usual(scope), ...weighted(2, more))], options);
  return fc.oneof(...[wide, narrow].flatMap((scope) => [of(scope, []), of(scope, losing(scope))]));
}
