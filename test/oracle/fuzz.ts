import fc from 'fast-check';
import { pairs as anyPair } from './generate/pairs.ts';
import { type Judgement, judge } from './judge.ts';
import type { Oracle } from './oracle-process.ts';
import type { Pair } from './pair.ts';
import type { Engine, Verdict } from './verdict.ts';

/** What a run found. */
export interface Findings {
  readonly seed: number;
  readonly pairs: number;
  /** How often our engine gave each answer. */
  readonly mix: Readonly<Record<Verdict, number>>;
  readonly agreed: number;
  /** How many pairs each class explains, alone or together with others. */
  readonly explainedBy: ReadonlyMap<string, number>;
  readonly explained: number;
  readonly unexplained: readonly Judgement[];
}

const batch = 500;

/** `count` pairs that depend on nothing but the seed. */
export function* batches(count: number, seed: number): Generator<readonly Pair[]> {
  for (let done = 0; done < count; done += batch) {
    yield fc.sample(anyPair, { numRuns: Math.min(batch, count - done), seed: seed + done });
  }
}

/** Compares the engine with the oracle on random pairs. `progress` is told how many are done. */
export async function fuzz(
  { count, seed, engine, oracle }: { count: number; seed: number; engine: Engine; oracle: Oracle },
  progress: (done: number) => void = () => undefined,
): Promise<Findings> {
  const mix: Record<Verdict, number> = { allow: 0, 'explicit-deny': 0, 'implicit-deny': 0 };
  const explainedBy = new Map<string, number>();
  const unexplained: Judgement[] = [];
  let pairs = 0;
  let explained = 0;
  for (const some of batches(count, seed)) {
    for (const judgement of await judge(some, engine, oracle)) {
      pairs += 1;
      mix[judgement.ours] += 1;
      if (judgement.outcome === 'unexplained') unexplained.push(judgement);
      if (judgement.outcome === 'explained') explained += 1;
      for (const name of judgement.classes) explainedBy.set(name, (explainedBy.get(name) ?? 0) + 1);
    }
    progress(pairs);
  }
  return { seed, pairs, mix, agreed: pairs - explained - unexplained.length, explained, explainedBy, unexplained };
}
