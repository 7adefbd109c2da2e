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
import type { PolicyDocument } from '../policy-document.ts';
import { sharedWriterRole } from '../session-tags.ts';
import { keyForOwnParameters, ownItems, ownParameters, tenantDenials } from './tenant-statements.ts';

/**
 * Role policy of tenant-writer: reads and writes what carries the session's own TenantId tag, the shared partition only
 * when its UserRole tag is `admin`, and denies all else.
 */
export function tenantWriterPolicy(deployment: Deployment): PolicyDocument {
  safeDeployment(deployment);
  return {
    Version: '2012-10-17',
    Statement: [
      ownItems(deployment, 'ReadOwnItems', itemReads, 'all'),
      ownItems(deployment, 'WriteOwnServiceItems', itemWrites, 'services'),
      ownItems(deployment, 'WriteOwnSharedItems', itemWrites, 'shared', sharedWriterRole),
      ownParameters(deployment, 'ReadOwnParameters', [...parameterReads, ...parameterLists]),
      ownParameters(deployment, 'WriteOwnParameters', parameterWrites),
      keyForOwnParameters(deployment, 'UseKeyForOwnParameters', [...keyReads, ...keyWrites]),
      ...tenantDenials(deployment, writerActions),
    ],
  };
}
