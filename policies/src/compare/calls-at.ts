import { actionClasses } from '../actions/action-classes.ts';
import type { PolicySet } from '../policy-set.ts';
import { nobodysSession } from '../proof/question.ts';
import type { Text } from '../proof/smt/text.ts';
import { Unknowns } from '../proof/smt/unknowns.ts';
import type { Layers } from '../proof/translate/decision.ts';
import type { KeyValue } from '../proof/translate/symbolic-context.ts';
import { SymbolicContext } from '../proof/translate/symbolic-context.ts';
import { audienceKeys, tokensAmong } from './audience-keys.ts';
import type { ComparedRequest, Side } from './compared-request.ts';
import { statementsDiffer } from './differing-statements.ts';
import { setsAskedOf } from './sets-asked-of.ts';
import { everybody, type Somebody } from './somebody.ts';

/** Something that a caller may ask for. */
export interface OtherTarget {
  readonly what: string;
  readonly resource: Text;
  readonly keys: Readonly<Record<string, KeyValue>>;
}

/** What decides upon others than tenants' sessions. */
export interface Place {
  /** Behind the caller's name: `with every policy of its own`. */
  readonly limits: string;
  readonly actions: readonly string[];
  targets(unknowns: Unknowns): readonly OtherTarget[];
  /** All of these must allow; the first has every document that counts. */
  layers(set: PolicySet, caller: Somebody): readonly [Layers, ...Layers[]];
}

/** Every call of the caller, who is one of `outOf`, that the two sets could decide otherwise. */
export function* callsAt(
  base: PolicySet,
  now: PolicySet,
  place: Place,
  caller: Somebody,
  outOf: readonly string[],
): Generator<ComparedRequest> {
  const [before, after] = [{ ...place.layers(base, caller)[0] }, { ...place.layers(now, caller)[0] }];
  const differing = place.actions
    .filter((name) => statementsDiffer(before, after, name))
    .map((name) => ({ name, service: name.split(':')[0] ?? '', resources: null, changes: true }));
  const documents = [before, after].flatMap((layers) => Object.values(layers).flat());
  for (const { actions } of actionClasses(differing, documents)) {
    const { length } = place.targets(new Unknowns());
    for (let number = 0; number < length; number += 1) yield* callOf(base, now, place, caller, actions, number, outOf);
  }
}

function* callOf(
  base: PolicySet,
  now: PolicySet,
  place: Place,
  somebody: Somebody,
  actions: readonly string[],
  number: number,
  outOf: readonly string[],
): Generator<ComparedRequest> {
  const unknowns = new Unknowns();
  const [action = ''] = actions;
  const target = place.targets(unknowns)[number];
  if (target === undefined) return;
  const { caller, keys } = somebody.as(unknowns);
  const documents = [base, now].flatMap((set) => Object.values(place.layers(set, somebody)[0]).flat());
  const context = new SymbolicContext(unknowns, {
    ...setsAskedOf(documents, action, target.keys, unknowns),
    ...audienceKeys(somebody, () => tokensAmong(everybody(now, documents)), unknowns),
    ...keys,
    ...target.keys,
  });
  const side = (set: PolicySet): Side => ({
    checks: place.layers(set, somebody).map((by) => ({
      by,
      caller,
      request: { action, resource: target.resource, context, unknowns },
    })),
    openings: null,
  });
  yield {
    subject: { who: [somebody.name], limits: place.limits, outOf, does: 'call', actions, what: [target.what] },
    unknowns,
    base: side(base),
    now: side(now),
    parts: [],
    splits: [],
    witness: {
      ...nobodysSession,
      action,
      resource: target.resource,
      keys: () => context.entries(),
    },
  };
}
