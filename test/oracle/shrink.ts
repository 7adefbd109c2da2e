import { judge } from './judge.ts';
import type { Oracle } from './oracle-process.ts';
import type { Pair } from './pair.ts';
import type { Engine } from './verdict.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** The parts of a pair that may go: policies and the context; who asks for what stays. */
const roots = ['policies', 'request.context'] as const;

/**
 * The smallest pair that still differs without an explanation: takes out every document, statement, element, value and key that
 * is not needed for it.
 */
export async function shrink(pair: Pair, engine: Engine, oracle: Oracle): Promise<Pair> {
  let smallest = pair;
  for (;;) {
    const candidates = withoutOnePart(smallest).filter((each) => loads(each, engine));
    const judged = await judge(candidates, engine, oracle);
    const next = judged.find(({ outcome, theirs }) => outcome === 'unexplained' && typeof theirs === 'string');
    if (next === undefined) return smallest;
    smallest = next.pair;
  }
}

function withoutOnePart(pair: Pair): readonly Pair[] {
  return roots.flatMap((root) => {
    const [from, below] = root === 'policies' ? [pair.policies, []] : [pair.request.context, ['context']];
    return removals(from as unknown as Json).map(
      (less) =>
        (below.length === 0
          ? { ...pair, policies: less }
          : { ...pair, request: { ...pair.request, context: less } }) as Pair,
    );
  });
}

/** Every way to take one member out of `value`, the large ones first. */
function removals(value: Json): readonly Json[] {
  if (typeof value !== 'object' || value === null) return [];
  if (isList(value)) {
    const here = value.map((_, index) => value.filter((_each, at) => at !== index));
    const alone = value.length === 1 && typeof value[0] === 'string' ? [value[0]] : [];
    const inside = value.flatMap((each, index) => removals(each).map((less) => value.with(index, less)));
    return [...here, ...alone, ...inside];
  }
  const names = Object.keys(value);
  const here = names.map((name) => Object.fromEntries(Object.entries(value).filter(([each]) => each !== name)));
  const inside = names.flatMap((name) => removals(value[name] ?? null).map((less) => ({ ...value, [name]: less })));
  return [...here, ...inside];
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function loads(pair: Pair, engine: Engine): boolean {
  try {
    engine(pair);
    return true;
  } catch {
    return false;
  }
}
