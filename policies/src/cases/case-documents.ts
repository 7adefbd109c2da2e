import { type Deployment, localDeployment } from '../deployment.ts';
import type { PolicyDocument } from '../policy-document.ts';
import { type DocumentName, filledSession, type PolicySet, policySet } from '../policy-set.ts';

/** Rewrites a document before it is evaluated: how a test breaks one on purpose. `name` is as in `decidedBy`. */
export type DocumentEdit = (name: string, document: PolicyDocument) => PolicyDocument;

/** The deployment that the cases' ARNs, providers and audiences are written for. */
export function caseDeployment(
  assumeRoleTrust: boolean,
  attribution: Deployment['attribution'] = 'tenant',
): Deployment {
  if (attribution === 'user') return assumeRoleTrust ? withAssumeRoleByUser : webIdentityByUser;
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

const webIdentityByUser: Deployment = { ...webIdentityOnly, attribution: 'user' };

const withAssumeRoleByUser: Deployment = { ...withAssumeRole, attribution: 'user' };

const sets = new Map<Deployment, PolicySet>();
const sessions = new Map<string, PolicyDocument>();

/** Made once: a document that is the same object is compiled once for all cases. */
function setOf(deployment: Deployment): PolicySet {
  const set = sets.get(deployment) ?? policySet(deployment);
  sets.set(deployment, set);
  return set;
}

function named(deployment: Deployment, name: DocumentName): NamedDocument {
  return { name, document: setOf(deployment).documents[name] };
}

/** The documents by the names that `decidedBy` uses. A deployment is one of {@link caseDeployment}. */
export const documents = {
  role: (deployment: Deployment, role: 'reader' | 'writer') => named(deployment, `tenant-${role}`),
  session: (
    deployment: Deployment,
    role: 'reader' | 'writer',
    tenant: string,
    service: string | null,
  ): NamedDocument => {
    const key = JSON.stringify([deployment.assumeRoleTrust, role, tenant, service]);
    const access = role === 'reader' ? 'read' : 'write';
    const document = sessions.get(key) ?? filledSession(setOf(deployment), tenant, { access, service });
    sessions.set(key, document);
    return { name: 'session', document };
  },
  trust: (deployment: Deployment, role: 'reader' | 'writer') => named(deployment, `tenant-${role}-trust`),
  task: (deployment: Deployment) => named(deployment, 'task-role'),
  taskTrust: (deployment: Deployment) => named(deployment, 'task-role-trust'),
  notifier: (deployment: Deployment) => named(deployment, 'notifier-role'),
  notifierTrust: (deployment: Deployment) => named(deployment, 'notifier-role-trust'),
  key: (deployment: Deployment) => named(deployment, 'parameter-key'),
  boundary: (deployment: Deployment) => named(deployment, 'tenant-boundary'),
  table: (deployment: Deployment) => named(deployment, 'tenant-table'),
  scp: (deployment: Deployment) => named(deployment, 'organization-scp'),
  rcp: (deployment: Deployment) => named(deployment, 'organization-rcp'),
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
