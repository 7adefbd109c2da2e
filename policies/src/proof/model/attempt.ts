import { actionClasses } from '../../actions/action-classes.ts';
import type { ServiceAction } from '../../actions/service-actions.ts';
import { nobodysSession, type Question } from '../question.ts';
import { not } from '../smt/formula.ts';
import { constant, type Text } from '../smt/text.ts';
import type { Unknowns } from '../smt/unknowns.ts';
import { isPrincipal } from '../translate/caller.ts';
import { allowed, type Layers } from '../translate/decision.ts';
import { type KeyValue, SymbolicContext } from '../translate/symbolic-context.ts';
import type { SymbolicCaller } from './principal.ts';

/** What somebody does to one resource. */
export interface Deed {
  readonly actions: readonly ServiceAction<string>[];
  /** For the reader of a proof: `the table`. */
  readonly what: string;
  of(unknowns: Unknowns): { readonly resource: Text; readonly keys: Readonly<Record<string, KeyValue>> };
}

/** A deed on a resource whose name is known, with no condition key fixed. */
export function deed(what: string, resource: string, actions: readonly ServiceAction<string>[]): Deed {
  return { what, actions, of: () => ({ resource: constant(resource), keys: {} }) };
}

/** Asks of every class of actions whether the caller may do it and should not, or may not and should. */
export function* attempts(
  who: SymbolicCaller,
  { actions, what, of }: Deed,
  layers: Layers,
  shouldBe: 'allowed' | 'denied',
): Generator<Question> {
  const { identity, ...others } = layers;
  // Who is no principal of an account has no policies of its own.
  const by: Layers = isPrincipal(who.caller) && identity !== undefined ? layers : others;
  for (const { actions: alike } of actionClasses(actions, Object.values(by).flat())) {
    const unknowns = who.unknowns.copy();
    const { resource, keys } = of(unknowns);
    const [action = ''] = alike;
    const context = new SymbolicContext(unknowns, { ...who.keys, ...keys });
    const decision = allowed(by, who.caller, { action, resource, context, unknowns });
    const more = alike.length === 1 ? '' : ` and ${alike.length - 1} alike`;
    yield {
      about: `${who.what}: ${action}${more} on ${what}`,
      unknowns,
      violation: shouldBe === 'denied' ? decision : not(decision),
      witness: {
        ...nobodysSession,
        action,
        resource,
        decided: { by, caller: who.caller, shouldBe },
        keys: () => context.entries(),
      },
    };
  }
}
