import type { Disagreement } from './disagreements/disagreement.ts';
import { knownDisagreements } from './known-disagreements.ts';
import type { Oracle, OracleVerdict } from './oracle-process.ts';
import type { Pair } from './pair.ts';
import { same } from './rewrite.ts';
import type { Engine, Verdict } from './verdict.ts';

/** What became of one pair; `classes` are the fewest that explain a disagreement, none if nothing does. */
export interface Judgement {
  readonly pair: Pair;
  readonly ours: Verdict;
  readonly theirs: OracleVerdict;
  readonly outcome: 'agreed' | 'explained' | 'unexplained';
  readonly classes: readonly string[];
}

/** A pair that classes rewrote one after the other; only those that changed it are named. */
interface Attempt {
  readonly index: number;
  readonly classes: readonly Disagreement[];
  readonly pair: Pair;
}

/**
 * Asks both engines about every pair. Where they differ, all classes together rewrite the pair: if our engine keeps its answer
 * and the oracle then gives the same, the disagreement is explained. Afterwards, which of the classes it took is looked for.
 */
export async function judge(pairs: readonly Pair[], engine: Engine, oracle: Oracle): Promise<readonly Judgement[]> {
  const ours = pairs.map(engine);
  const theirs = await oracle.ask(pairs);
  const succeeded = async (attempts: readonly Attempt[]): Promise<readonly Attempt[]> => {
    const answers = attempts.length === 0 ? [] : await oracle.ask(attempts.map(({ pair }) => pair));
    return attempts.filter(({ index, pair }, at) => answers[at] === ours[index] && engine(pair) === ours[index]);
  };
  const differing = pairs.flatMap((_, index) => (ours[index] === theirs[index] ? [] : index));
  const fitting = (index: number) => knownDisagreements.filter(({ only = ours[index] }) => only === ours[index]);
  const exact = (index: number) => fitting(index).filter(({ only }) => only === undefined);

  // A class that explains one answer only comes in last: it may take away what another one needs.
  const first = await succeeded(differing.flatMap((index) => attempt(pairs, index, exact(index))));
  const left = differing.filter((index) => !first.some((each) => each.index === index));
  const second = await succeeded(left.flatMap((index) => attempt(pairs, index, fitting(index))));
  const found = await fewest(pairs, [...first, ...second], succeeded);

  return pairs.map((pair, index): Judgement => {
    const [mine, other] = [ours[index], theirs[index]];
    if (mine === undefined || other === undefined) throw new Error('an engine gave fewer answers than it was asked');
    const classes = (found.get(index) ?? []).map(({ name }) => name);
    const outcome = mine === other ? 'agreed' : found.has(index) ? 'explained' : 'unexplained';
    return { pair, ours: mine, theirs: other, outcome, classes };
  });
}

/** One class where one is enough, as it mostly is; else those that remain when each that is not needed is left out. */
async function fewest(
  pairs: readonly Pair[],
  explained: readonly Attempt[],
  succeeded: (attempts: readonly Attempt[]) => Promise<readonly Attempt[]>,
): Promise<ReadonlyMap<number, readonly Disagreement[]>> {
  const found = new Map(explained.map(({ index, classes }) => [index, classes]));
  const singles = explained.flatMap(({ index, classes }) =>
    classes.length === 1 ? [] : classes.flatMap((known) => attempt(pairs, index, [known])),
  );
  for (const { index, classes } of (await succeeded(singles)).toReversed()) found.set(index, classes);
  for (const known of knownDisagreements) {
    const fewer = [...found].flatMap(([index, classes]) =>
      classes.length > 1 && classes.includes(known)
        ? attempt(
            pairs,
            index,
            classes.filter((each) => each !== known),
          )
        : [],
    );
    for (const { index, classes } of await succeeded(fewer)) found.set(index, classes);
  }
  return found;
}

function attempt(pairs: readonly Pair[], index: number, classes: readonly Disagreement[]): readonly Attempt[] {
  const first = pairs[index];
  if (first === undefined) return [];
  let pair = first;
  const used: Disagreement[] = [];
  for (const known of classes) {
    const next = known.rewrite(pair);
    if (next === null || same(next, pair)) continue;
    pair = next;
    used.push(known);
  }
  return used.length === 0 ? [] : [{ index, classes: used, pair }];
}
