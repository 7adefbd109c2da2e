import type { Decision, PolicyKind } from '@leasehold/iam-engine';
import type { Caller } from '../endpoint/aws-service.ts';

/** How AWS names a kind of policy when it refuses (IAM user guide, "Troubleshoot access denied error messages"). */
const policyNames: Readonly<Record<PolicyKind, { readonly nothingAllows: string; readonly denies: string }>> = {
  identity: { nothingAllows: 'no identity-based policy allows', denies: 'in an identity-based policy' },
  boundary: { nothingAllows: 'no permissions boundary allows', denies: 'in a permissions boundary' },
  session: { nothingAllows: 'no session policy allows', denies: 'in a session policy' },
  resource: { nothingAllows: 'no resource-based policy allows', denies: 'in a resource-based policy' },
  trust: { nothingAllows: 'no role trust policy allows', denies: 'in the role trust policy' },
  scp: { nothingAllows: 'no service control policy allows', denies: 'in a service control policy' },
  rcp: { nothingAllows: 'no resource control policy allows', denies: 'in a resource control policy' },
};

/** AWS's text of a refusal: who, what, on which resource, and the kind of policy that decided. */
export function accessDeniedText(
  caller: Caller,
  asked: { readonly action: string; readonly resource: string; readonly shownAs?: string },
  decision: Exclude<Decision, { effect: 'allow' }>,
): string {
  const who = caller.type === 'anonymous' ? 'anonymous' : caller.arn;
  const why =
    decision.effect === 'explicit-deny'
      ? `with an explicit deny ${policyNames[decision.statement.kind].denies}`
      : `because ${policyNames[decision.layer].nothingAllows} the ${asked.action} action`;
  const where = asked.resource === '*' ? '' : ` on resource: ${asked.shownAs ?? asked.resource}`;
  return `User: ${who} is not authorized to perform: ${asked.action}${where} ${why}`;
}
