import type { Deployment } from '../deployment.ts';
import { safeDeployment } from '../deployment-grammar.ts';
import {
  itemReads,
  itemWrites,
  keyReads,
  keyWrites,
  parameterLists,
  parameterReads,
  parameterWrites,
  writerActions,
} from '../granted-actions.ts';
import { roleArn } from '../names.ts';
import type { PolicyDocument, PolicyStatement } from '../policy-document.ts';
import { sharedWriterRole } from '../session-tags.ts';
import { keyForOwnParameters, ownItems, ownParameters, tenantDenials } from './tenant-statements.ts';

/**
 * Permission boundary of both tenant roles, one managed policy. It keeps tenants apart by itself, and readers from
 * writing, whatever is attached to a role: no more than the writer's actions, each on what carries the session's own tag.
 * The denials repeat those of the role policies because a boundary that merely does not allow would not stop a
 * resource policy that names a session (IAM user guide, permissions boundaries).
 */
export function tenantBoundaryPolicy(deployment: Deployment): PolicyDocument {
  safeDeployment(deployment);
  return {
    Version: '2012-10-17',
    Statement: [
      ownItems(deployment, 'ReadOwnItems', itemReads, 'all'),
      ownItems(deployment, 'WriteOwnServiceItems', itemWrites, 'services'),
      ownItems(deployment, 'WriteOwnSharedItems', itemWrites, 'shared', sharedWriterRole),
      ownParameters(deployment, 'UseOwnParameters', [...parameterReads, ...parameterLists, ...parameterWrites]),
      keyForOwnParameters(deployment, 'UseKeyForOwnParameters', [...keyReads, ...keyWrites]),
      denyWritesByReaders(deployment),
      ...tenantDenials(deployment, writerActions),
    ],
  };
}

/** One boundary serves two roles, so it asks which one it is; whoever is not the writer does not write. */
function denyWritesByReaders(deployment: Deployment): PolicyStatement {
  return {
    Sid: 'DenyWritesByReaders',
    Effect: 'Deny',
    Action: [...itemWrites, ...parameterWrites, ...keyWrites],
    Resource: '*',
    Condition: { ArnNotEquals: { 'aws:PrincipalArn': roleArn(deployment, deployment.writerRole) } },
  };
}
