import { roleArn } from '../../names.ts';
import type { PolicyDocument, PolicyStatement } from '../../policy-document.ts';
import { everybodyBut, namedPrincipal, type SymbolicCaller } from '../model/principal.ts';
import { assuming } from '../model/trust-attempt.ts';
import type { Theorem } from '../theorem.ts';
import { isPrincipal } from '../translate/caller.ts';
import { one } from '../translate/symbolic-context.ts';

/**
 * Asks with an Allow for everybody beside the trust policy, since what it allows itself is the business of other theorems. Of
 * `sts:AssumeRole` alone: the holder of a token or of an assertion is no session yet.
 */
export const noChaining: Theorem = {
  name: 'no chaining',
  says: "Even if a trust policy were opened to the world, nobody who carries a TenantId tag assumes a tenant role, and no tenant's session does, with or without a tag.",
  *questions({ deployment, documents }) {
    const tenantRoles = [deployment.readerRole, deployment.writerRole];
    const chaining = [
      ...everybodyBut(deployment, [], [])
        .filter(({ caller }) => isPrincipal(caller))
        .map(tagged),
      ...tenantRoles.map((role) => namedPrincipal(deployment, `role/${role}`)),
    ];
    for (const role of ['reader', 'writer'] as const) {
      const arn = roleArn(deployment, role === 'reader' ? deployment.readerRole : deployment.writerRole);
      const trust = openedToAll(documents[`tenant-${role}-trust`]);
      for (const who of chaining) yield* assuming(who, arn, trust, 'denied');
    }
  },
};

function openedToAll(trust: PolicyDocument): PolicyDocument {
  const open: PolicyStatement = { Sid: 'OpenToAll', Effect: 'Allow', Principal: '*', Action: ['sts:AssumeRole'] };
  return { ...trust, Statement: [...trust.Statement, open] };
}

function tagged(somebody: SymbolicCaller): SymbolicCaller {
  const tag = one(somebody.unknowns.text('tag'));
  return {
    ...somebody,
    what: `${somebody.what} with a tag`,
    keys: { ...somebody.keys, 'aws:PrincipalTag/TenantId': tag },
  };
}
