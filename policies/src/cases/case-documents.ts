import { type Deployment, localDeployment } from '../deployment.ts';
import { organizationRcp } from '../documents/organization-rcp.ts';
import { organizationScp } from '../documents/organization-scp.ts';
import { parameterKeyPolicy } from '../documents/parameter-key.ts';
import { sessionPolicy } from '../documents/session.ts';
import { taskRolePolicy } from '../documents/task-role.ts';
import { taskRoleTrustPolicy } from '../documents/task-role-trust.ts';
import { tenantBoundaryPolicy } from '../documents/tenant-boundary.ts';
import { tenantReaderPolicy } from '../documents/tenant-reader.ts';
import { tenantTablePolicy } from '../documents/tenant-table.ts';
import { tenantTrustPolicy } from '../documents/tenant-trust.ts';
import { tenantWriterPolicy } from '../documents/tenant-writer.ts';
import type { PolicyDocument } from '../policy-document.ts';

/** Rewrites a document before it is evaluated: how a test breaks one on purpose. `name` is as in `decidedBy`. */
export type DocumentEdit = (name: string, document: PolicyDocument) => PolicyDocument;

/** The deployment that the cases' ARNs, providers and audiences are written for. */
export function caseDeployment(assumeRoleTrust: boolean): Deployment {
  return assumeRoleTrust ? withAssumeRole : webIdentityOnly;
}

const webIdentityOnly: Deployment = {
  ...localDeployment,
  issuers: [
    {
      provider: 'cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Example01',
      audiences: ['web-app-client', 'cli-client'],
      tenants: ['acme', 'eu-*'],
    },
    { provider: 'login.example.com/tenants', audiences: ['console'], tenants: ['globex'] },
  ],
};

const withAssumeRole: Deployment = { ...webIdentityOnly, assumeRoleTrust: true };

/** The documents by the names that `decidedBy` uses. */
export const documents = {
  role: (deployment: Deployment, role: 'reader' | 'writer'): NamedDocument =>
    role === 'reader'
      ? { name: 'tenant-reader', document: tenantReaderPolicy(deployment) }
      : { name: 'tenant-writer', document: tenantWriterPolicy(deployment) },
  session: (
    deployment: Deployment,
    role: 'reader' | 'writer',
    tenant: string,
    service: string | null,
  ): NamedDocument => ({
    name: 'session',
    document: sessionPolicy(deployment, tenant, { access: role === 'reader' ? 'read' : 'write', service }),
  }),
  trust: (deployment: Deployment, role: 'reader' | 'writer'): NamedDocument => ({
    name: `tenant-${role}-trust`,
    document: tenantTrustPolicy(deployment, role === 'reader' ? 'read' : 'write'),
  }),
  task: (deployment: Deployment): NamedDocument => ({ name: 'task-role', document: taskRolePolicy(deployment) }),
  taskTrust: (deployment: Deployment): NamedDocument => ({
    name: 'task-role-trust',
    document: taskRoleTrustPolicy(deployment),
  }),
  key: (deployment: Deployment): NamedDocument => ({ name: 'parameter-key', document: parameterKeyPolicy(deployment) }),
  boundary: (deployment: Deployment): NamedDocument => ({
    name: 'tenant-boundary',
    document: tenantBoundaryPolicy(deployment),
  }),
  table: (deployment: Deployment): NamedDocument => ({ name: 'tenant-table', document: tenantTablePolicy(deployment) }),
  scp: (deployment: Deployment): NamedDocument => ({ name: 'organization-scp', document: organizationScp(deployment) }),
  rcp: (deployment: Deployment): NamedDocument => ({ name: 'organization-rcp', document: organizationRcp(deployment) }),
  everything: {
    name: 'everything',
    document: {
      Version: '2012-10-17',
      Statement: [{ Sid: 'Everything', Effect: 'Allow', Action: ['*'], Resource: '*' }],
    },
  },
  /** A resource's policy, opened to the world. */
  opened: {
    name: 'opened',
    document: {
      Version: '2012-10-17',
      Statement: [{ Sid: 'Opened', Effect: 'Allow', Principal: '*', Action: ['*'], Resource: '*' }],
    },
  },
} as const;

export interface NamedDocument {
  readonly name: string;
  readonly document: PolicyDocument;
}
