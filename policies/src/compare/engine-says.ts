import type { Decision } from '@leasehold/iam-engine';
import { valueIn } from '../proof/counterexample.ts';
import { decisionOf } from '../proof/engine-decision.ts';
import { yes } from '../proof/smt/formula.ts';
import { type Model, textIn } from '../proof/smt/model.ts';
import type { Check, Side } from './compared-request.ts';

/** What the policy engine says of one check with the solver's choices in it. */
export interface EngineDecision {
  readonly check: Check;
  readonly decision: Decision;
}

/** Every decision that the request needs, in the model. @throws PolicyGrammarError when the model fills in no legal name */
export function engineSays({ checks }: Pick<Side, 'checks'>, model: Model): readonly EngineDecision[] {
  return checks
    .filter(({ needed = yes }) => needed === yes || model.get(needed.term) === true)
    .map((check) => ({ check, decision: decide(check, model) }));
}

/** Whether the engine lets somebody into the session that asks. */
export function engineOpens({ openings }: Side, model: Model): boolean {
  return openings === null || openings.some((checks) => engineAllows(engineSays({ checks }, model)));
}

export function engineAllows(decisions: readonly EngineDecision[]): boolean {
  return decisions.every(({ decision }) => decision.effect === 'allow');
}

function decide({ by, caller, request }: Check, model: Model): Decision {
  const context: Record<string, string | readonly string[]> = {};
  const markers: Record<string, string> = {};
  for (const [key, value] of request.context.entries()) {
    const read = valueIn(model, value);
    if (read === null) continue;
    if (key.startsWith('<')) markers[key] = String(read);
    else context[key] = read;
  }
  const ask = { action: request.action, resource: textIn(model, request.resource), context };
  return decisionOf({ by: enforced(by), caller, shouldBe: 'allowed' }, ask, markers, model);
}

/** AWS keeps an Allow in a resource control policy of its own; here its absence is the same, and the engine takes denials only. */
function enforced(by: Check['by']): Check['by'] {
  if ('trust' in by || by.rcp === undefined) return by;
  const onlyDenials = by.rcp.filter(({ Statement }) => Statement.every(({ Effect }) => Effect === 'Deny'));
  return { ...by, rcp: onlyDenials };
}
