import { nameOf } from '../../mutation/mutant.ts';
import type { MutationResult } from '../../mutation/run-mutation.ts';
import type { MutationRow, MutationTable } from './review.ts';

/** The mutants of a run, counted by statement and kind. */
export function mutationTable({ judged, stale }: MutationResult): MutationTable {
  const groups = Map.groupBy(judged, ({ mutant: { document, sid, kind } }) => JSON.stringify([document, sid, kind]));
  const rows = [...groups.values()].flatMap((own): readonly MutationRow[] => {
    const [first] = own;
    if (first === undefined) return [];
    const { document, sid, kind } = first.mutant;
    const equivalent = own.filter(({ fate }) => fate === 'equivalent').length;
    const surviving = own.filter(({ fate }) => fate === 'surviving').length;
    return [{ document, sid, kind, mutants: own.length, killed: own.length - equivalent - surviving, equivalent }];
  });
  return {
    rows,
    equivalents: judged.flatMap(({ mutant, fate, by }) =>
      fate === 'equivalent' ? [{ mutant: nameOf(mutant), reason: by ?? 'no reason is given' }] : [],
    ),
    surviving: judged.flatMap(({ mutant, fate }) => (fate === 'surviving' ? [nameOf(mutant)] : [])),
    stale,
  };
}
