import type { Deployment } from '../deployment.ts';
import { safeDeployment } from '../deployment-grammar.ts';
import { itemReads, itemWrites } from '../granted-actions.ts';
import { itemCopies, otherItemActions } from '../item-actions.ts';
import { indexArns, principalArn, roleArn, tableArn } from '../names.ts';
import type { PolicyDocument, PolicyStatement } from '../policy-document.ts';

/**
 * Resource-based policy of the table and its indexes: only denials, so it opens nothing and every caller still needs a
 * policy of its own. Items are for the tenant roles, with a tenant tag, and for the break-glass principal. Managing the
 * table, backups and the stream (a resource with a policy of its own) are not touched.
 *
 * It does not ask whose item it is: a Deny that rests on the tag would stop applying where the tag does not resolve. A
 * principal without an ARN (an AWS service, an anonymous caller) differs from every ARN and is denied.
 */
export function tenantTablePolicy(deployment: Deployment): PolicyDocument {
  safeDeployment(deployment);
  const reader = roleArn(deployment, deployment.readerRole);
  const writer = roleArn(deployment, deployment.writerRole);
  const breakGlass = principalArn(deployment, deployment.breakGlass);
  return {
    Version: '2012-10-17',
    Statement: [
      denyAllBut(deployment, 'DenyReadsToOthers', itemReads, [reader, writer, breakGlass]),
      {
        ...denyAllBut(deployment, 'DenyWritesToOthers', itemWrites, [writer, breakGlass]),
        // An index is never written.
        Resource: tableArn(deployment),
      },
      denyAllBut(deployment, 'DenyOtherUseToOthers', [...otherItemActions, ...itemCopies], [breakGlass]),
      {
        ...denyAllBut(deployment, 'DenyWithoutTenantTag', [...itemReads, ...itemWrites], [breakGlass]),
        Condition: {
          ArnNotEquals: { 'aws:PrincipalArn': breakGlass },
          // True of an absent tag, of an empty one and of one letter: no tenant id is shorter than two characters.
          StringNotLike: { 'aws:PrincipalTag/TenantId': '??*' },
        },
      },
    ],
  };
}

function denyAllBut(
  deployment: Deployment,
  sid: string,
  actions: readonly string[],
  spared: readonly string[],
): PolicyStatement {
  return {
    Sid: sid,
    Effect: 'Deny',
    Principal: '*',
    Action: actions,
    Resource: [tableArn(deployment), indexArns(deployment)],
    Condition: { ArnNotEquals: { 'aws:PrincipalArn': spared.length === 1 ? (spared[0] ?? '') : spared } },
  };
}
