import type { Deployment } from '../deployment.ts';
import { safeDeployment } from '../deployment-grammar.ts';
import { itemReads, keyReads, parameterLists, parameterReads, readerActions } from '../granted-actions.ts';
import type { PolicyDocument } from '../policy-document.ts';
import { keyForOwnParameters, ownItems, ownParameters, tenantDenials } from './tenant-statements.ts';

/** Role policy of tenant-reader: reads what carries the session's own TenantId tag, and denies all else. */
export function tenantReaderPolicy(deployment: Deployment): PolicyDocument {
  safeDeployment(deployment);
  return {
    Version: '2012-10-17',
    Statement: [
      ownItems(deployment, 'ReadOwnItems', itemReads, 'all'),
      ownParameters(deployment, 'ReadOwnParameters', [...parameterReads, ...parameterLists]),
      keyForOwnParameters(deployment, 'DecryptOwnParameters', keyReads),
      ...tenantDenials(deployment, readerActions),
    ],
  };
}
