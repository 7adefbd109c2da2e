import type { Findings } from './fuzz.ts';
import type { Judgement } from './judge.ts';
import { knownDisagreements } from './known-disagreements.ts';
import type { Pair } from './pair.ts';

/** The findings for a person: the mix, the agreement, and the share of each class. */
export function reportOf({ seed, pairs, mix, agreed, explained, explainedBy, unexplained }: Findings): string {
  const share = (count: number): string => `${((100 * count) / pairs).toFixed(2)} %`;
  const classes = knownDisagreements.map(({ name, right }) => {
    const count = explainedBy.get(name) ?? 0;
    return `  ${share(count).padStart(8)} ${String(count).padStart(6)}  ${name} (${right === 'ours' ? 'ours is right' : 'AWS does not say'})`;
  });
  return [
    `${pairs} pairs, seed ${seed}: ${Object.entries(mix)
      .map(([verdict, count]) => `${verdict} ${share(count)}`)
      .join(', ')}`,
    `agreed ${agreed} (${share(agreed)}), explained ${explained} (${share(explained)}), unexplained ${unexplained.length}`,
    'explained by (a pair may need several):',
    ...classes,
  ].join('\n');
}

/** A disagreement that nobody has understood yet, and how to ask for it again. */
export function complaintOf({ ours, theirs }: Pick<Judgement, 'ours' | 'theirs'>, pair: Pair, seed: number): string {
  const answer = typeof theirs === 'string' ? theirs : theirs.error;
  return [
    `no class of test/oracle/known-disagreements.ts explains: ours says ${ours}, the oracle ${answer} (seed ${seed})`,
    'save the pair as pair.json and run: node test/oracle/main.ts --pair pair.json',
    JSON.stringify(pair, null, 2),
  ].join('\n');
}
