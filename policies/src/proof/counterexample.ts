import type { AuthorizationRequest, ContextValue, Decision } from '@leasehold/iam-engine';
import { decisionOf } from './engine-decision.ts';
import type { TenantRole } from './model/session.ts';
import type { Witness } from './question.ts';
import { yes } from './smt/formula.ts';
import { type Model, textIn } from './smt/model.ts';
import type { Text } from './smt/text.ts';
import type { KeyValue } from './translate/symbolic-context.ts';

/** A request that a policy set allows and should not: everything needed to make it. */
export interface Counterexample {
  readonly theorem: string;
  /** `null` when it is not a tenant's session that asks; `aws:PrincipalArn` of the context says who does. */
  readonly role: TenantRole | null;
  /** The session's tags. */
  readonly tags: Readonly<Record<string, string>>;
  /** `null`: the session was opened at STS directly, without one. */
  readonly sessionPolicy: { readonly access: 'read' | 'write'; readonly service: string | null } | null;
  readonly tenant: string | null;
  /** Whose data it reaches; `null` when everybody's. */
  readonly other: string | null;
  readonly otherService: string | null;
  readonly ask: Pick<AuthorizationRequest, 'action' | 'resource' | 'context'>;
  /** What the policy engine says of it; a model that it does not confirm proves nothing either way. */
  readonly decision: Decision;
}

/**
 * The solver's choices, put into the question's witness, and asked of the policy engine. `null` when the engine decides
 * otherwise: the formula left something open that is not, and the question has no answer.
 */
export function counterexampleOf(theorem: string, witness: Witness, model: Model): Counterexample | null {
  const chosen = (text: Text | null): string | null => (text === null ? null : textIn(model, text));
  const { tenantTag, userRole, sessionPolicy } = witness;
  const context: Record<string, ContextValue> = {};
  const markers: Record<string, string> = {};
  const left = new Set<string>();
  for (const [key, value] of witness.keys()) {
    const read = valueIn(model, value);
    if (read === null) left.add(key);
    else if (key.startsWith('<')) markers[key] = String(read);
    else context[key] = read;
  }
  const tags: Record<string, string> = {};
  for (const [name, text] of Object.entries({ TenantId: tenantTag, UserRole: userRole })) {
    // A tag that a session may have or not is there only if the solver says so.
    if (text !== null && !left.has(`aws:PrincipalTag/${name}`)) tags[name] = textIn(model, text);
  }
  const ask = { action: witness.action, resource: textIn(model, witness.resource), context };
  const decision = decisionOf(witness.decided, ask, markers, model);
  if ((decision.effect === 'allow') !== (witness.decided.shouldBe === 'denied')) return null;
  return {
    theorem,
    role: witness.role,
    tags,
    sessionPolicy: sessionPolicy && { access: sessionPolicy.access, service: chosen(sessionPolicy.service) },
    tenant: chosen(witness.tenant),
    other: chosen(witness.other),
    otherService: chosen(witness.otherService),
    ask,
    decision,
  };
}

export function valueIn(model: Model, value: KeyValue): ContextValue | null {
  if (value.kind === 'absent') return null;
  const { present = yes } = value;
  if (present !== yes && model.get(present.term) !== true) return null;
  if (value.kind === 'set') return value.members.map((member) => textIn(model, member));
  const text = textIn(model, value.value);
  const several = value.several !== undefined && model.get(value.several.term) === true;
  return several ? [text, `${text}, and another`] : text;
}
