import type { PolicyDocument } from '../policy-document.ts';
import type { TenantRole } from './model/session.ts';
import type { Formula } from './smt/formula.ts';
import type { Text } from './smt/text.ts';
import type { Unknowns } from './smt/unknowns.ts';
import type { Caller } from './translate/caller.ts';
import type { Layers } from './translate/decision.ts';
import type { KeyValue } from './translate/symbolic-context.ts';

/** The documents in force for one request and who makes it; `shouldBe` is what the theorem says. */
export interface Decided {
  readonly by: Layers | { readonly trust: PolicyDocument };
  readonly caller: Caller;
  readonly shouldBe: 'allowed' | 'denied';
}

/** What a violation would look like, in symbols: the solver's model makes a {@link Counterexample} of it. */
export interface Witness {
  /** `null` when it is not a tenant's session that asks. */
  readonly role: TenantRole | null;
  readonly tenantTag: Text | null;
  readonly userRole: Text | null;
  readonly sessionPolicy: { readonly access: 'read' | 'write'; readonly service: Text | null } | null;
  /** The tenant the session belongs to, and the one whose data it reaches. */
  readonly tenant: Text | null;
  readonly other: Text | null;
  readonly otherService: Text | null;
  readonly action: string;
  readonly resource: Text;
  /** What decides, so that the policy engine can be asked the same with the solver's names in it. */
  readonly decided: Decided;
  /** Read after the formula is built, when every key that a policy asks for is known. */
  keys(): readonly (readonly [string, KeyValue])[];
}

/** A witness of somebody who has no tenant's session; `aws:PrincipalArn` among its keys says who it is. */
export const nobodysSession = {
  role: null,
  tenantTag: null,
  userRole: null,
  sessionPolicy: null,
  tenant: null,
  other: null,
  otherService: null,
} as const;

/** One question for the solver: can this happen? A theorem is proved when the answer to all of its questions is no. */
export interface Question {
  /** What is asked about, for the reader. */
  readonly about: string;
  readonly unknowns: Unknowns;
  readonly violation: Formula;
  readonly witness: Witness;
}
