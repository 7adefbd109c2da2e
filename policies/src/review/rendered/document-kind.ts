import type { PolicyKind } from '@leasehold/iam-engine';
import type { DocumentName } from '../../policy-set.ts';

/** Which grammar a document is written in, and so in which layer it is evaluated. */
export function documentKind(name: DocumentName): PolicyKind {
  if (name.startsWith('session-')) return 'session';
  if (name.endsWith('-trust')) return 'trust';
  switch (name) {
    case 'tenant-boundary':
      return 'boundary';
    case 'parameter-key':
    case 'tenant-table':
      return 'resource';
    case 'organization-scp':
      return 'scp';
    case 'organization-rcp':
      return 'rcp';
    default:
      return 'identity';
  }
}
