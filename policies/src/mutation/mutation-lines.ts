import { nameOf } from './mutant.ts';
import { type Fate, type JudgedMutant, type MutationResult, noFurtherAction } from './run-mutation.ts';

const fates: readonly Fate[] = ['grammar', 'case', 'proof', 'equivalent', 'surviving'];
const heads = ['mutants', 'grammar', 'cases', 'proof', 'equivalent', 'surviving'];

/** The result as a table by document and statement, what survived, and the score. */
export function mutationLines({ judged, stale }: MutationResult): readonly string[] {
  const groups = Map.groupBy(judged, ({ mutant }) => `${mutant.document}/${mutant.sid}`);
  const width = Math.max(...[...groups.keys()].map((name) => name.length), 'statement'.length);
  const line = (name: string, cells: readonly (string | number)[]): string =>
    name.padEnd(width) + cells.map((cell, index) => String(cell).padStart((heads[index]?.length ?? 0) + 2)).join('');
  return [
    line('statement', heads),
    ...[...groups].map(([name, own]) => line(name, countsOf(own))),
    line('all', countsOf(judged)),
    '',
    ...judged
      .filter(({ fate }) => fate === 'surviving')
      .map(({ mutant, by }) => `survives: ${nameOf(mutant)}${by === null ? '' : ` (${by})`}`),
    ...stale.map((name) => `listed as equivalent, but no such mutant is left by the cases: ${name}`),
    scoreLine(judged),
  ];
}

function countsOf(judged: readonly JudgedMutant[]): readonly number[] {
  return [judged.length, ...fates.map((wanted) => judged.filter(({ fate }) => fate === wanted).length)];
}

/** Killed of those that are not equivalent. */
function scoreLine(judged: readonly JudgedMutant[]): string {
  const [all = 0, grammar = 0, cases = 0, proof = 0, equivalent = 0] = countsOf(judged);
  const killed = grammar + cases + proof;
  const score = all === equivalent ? 100 : (100 * killed) / (all - equivalent);
  const shown = score === 100 ? '100' : (Math.floor(score * 10) / 10).toFixed(1);
  const lookedUp = judged.filter(({ by }) => by === noFurtherAction).length;
  return (
    `${killed} of ${all - equivalent} mutants killed (${shown} %). Equivalent: ${equivalent - lookedUp} for a reason in ` +
    `mutation/equivalents.json, ${lookedUp} because the pattern ${noFurtherAction}`
  );
}
