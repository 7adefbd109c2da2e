import type { TheoremResult } from '../../../proof/prove-theorem.ts';
import type { RenderedMode } from '../../rendered/rendered-files.ts';
import type { ModeProof } from '../review.ts';

/** One theorem and what became of it in each mode that it was asked in. */
export interface Theorem {
  readonly name: string;
  readonly says: string;
  readonly results: ReadonlyMap<RenderedMode, TheoremResult>;
}

/** Each theorem once, in the order of the first mode. One that says something else in another mode is another theorem. */
export function theoremsOf(proof: readonly ModeProof[]): readonly Theorem[] {
  const asked = proof.flatMap(({ mode, results }) => results.map((result) => ({ mode, result })));
  const alike = Map.groupBy(asked, ({ result: { theorem, says } }) => JSON.stringify([theorem, says]));
  return [...alike.values()].flatMap((own) => {
    const [first] = own;
    if (first === undefined) return [];
    const { theorem: name, says } = first.result;
    return [{ name, says, results: new Map(own.map(({ mode, result }) => [mode, result])) }];
  });
}
