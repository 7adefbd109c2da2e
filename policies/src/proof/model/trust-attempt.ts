import type { PolicyDocument } from '../../policy-document.ts';
import { nobodysSession, type Question } from '../question.ts';
import { not } from '../smt/formula.ts';
import { constant } from '../smt/text.ts';
import { trusted } from '../translate/decision.ts';
import { SymbolicContext } from '../translate/symbolic-context.ts';
import type { SymbolicCaller } from './principal.ts';

/** Asks whether a role's trust policy alone lets somebody assume it and should not, or does not and should. */
export function* assuming(
  who: SymbolicCaller,
  role: string,
  trust: PolicyDocument,
  shouldBe: 'allowed' | 'denied',
): Generator<Question> {
  const unknowns = who.unknowns.copy();
  const [action, resource] = ['sts:AssumeRole', constant(role)];
  const context = new SymbolicContext(unknowns, who.keys);
  const opened = trusted(trust, who.caller, { action, resource, context, unknowns });
  yield {
    about: `${who.what}: ${action} on ${role}`,
    unknowns,
    violation: shouldBe === 'denied' ? opened : not(opened),
    witness: {
      ...nobodysSession,
      action,
      resource,
      decided: { by: { trust }, caller: who.caller, shouldBe },
      keys: () => context.entries(),
    },
  };
}
