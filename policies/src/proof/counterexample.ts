import type { AuthorizationRequest, ContextValue } from '@leasehold/iam-engine';
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
}

/** The solver's choices, put into the question's witness. */
export function counterexampleOf(theorem: string, witness: Witness, model: Model): Counterexample {
  const chosen = (text: Text | null): string | null => (text === null ? null : textIn(model, text));
  const { tenantTag, userRole, sessionPolicy } = witness;
  const tags: Record<string, string> = {};
  if (tenantTag !== null) tags['TenantId'] = textIn(model, tenantTag);
  if (userRole !== null) tags['UserRole'] = textIn(model, userRole);
  const context: Record<string, ContextValue> = {};
  for (const [key, value] of witness.keys()) {
    const read = valueIn(model, value);
    if (read !== null && !key.startsWith('<')) context[key] = read;
  }
  return {
    theorem,
    role: witness.role,
    tags,
    sessionPolicy: sessionPolicy && { access: sessionPolicy.access, service: chosen(sessionPolicy.service) },
    tenant: chosen(witness.tenant),
    other: chosen(witness.other),
    otherService: chosen(witness.otherService),
    ask: { action: witness.action, resource: textIn(model, witness.resource), context },
  };
}

function valueIn(model: Model, value: KeyValue): ContextValue | null {
  if (value.kind === 'absent') return null;
  if (value.kind === 'set') return value.members.map((member) => textIn(model, member));
  const present = value.present === yes || model.get(value.present.term) === true;
  return present ? textIn(model, value.value) : null;
}
