import type { Deployment } from './deployment.ts';
import { notifierRolePolicy } from './documents/notifier-role.ts';
import { notifierRoleTrustPolicy } from './documents/notifier-role-trust.ts';
import { organizationRcp } from './documents/organization-rcp.ts';
import { organizationScp } from './documents/organization-scp.ts';
import { parameterKeyPolicy } from './documents/parameter-key.ts';
import { sessionPolicy } from './documents/session.ts';
import { taskRolePolicy } from './documents/task-role.ts';
import { taskRoleTrustPolicy } from './documents/task-role-trust.ts';
import { tenantBoundaryPolicy } from './documents/tenant-boundary.ts';
import { tenantReaderPolicy } from './documents/tenant-reader.ts';
import { tenantTablePolicy } from './documents/tenant-table.ts';
import { tenantTrustPolicy } from './documents/tenant-trust.ts';
import { tenantWriterPolicy } from './documents/tenant-writer.ts';
import { safeService, safeTenant } from './names.ts';
import type { PolicyDocument } from './policy-document.ts';
import { renderPolicy } from './render.ts';
import type { SessionScope } from './session-scope.ts';

/** Every document of a deployment, in the order a reviewer reads them. */
export const documentNames = [
  'tenant-reader',
  'tenant-writer',
  'session-read-service',
  'session-read-shared',
  'session-write-service',
  'session-write-shared',
  'tenant-boundary',
  'tenant-reader-trust',
  'tenant-writer-trust',
  'task-role',
  'task-role-trust',
  'notifier-role',
  'notifier-role-trust',
  'tenant-table',
  'parameter-key',
  'organization-scp',
  'organization-rcp',
] as const;

export type DocumentName = (typeof documentNames)[number];

/**
 * All documents of one deployment, as data: what is rendered, proved, mutated, compared and deployed. The session policies
 * are templates: {@link tenantMarker} and {@link serviceMarker} stand where each session's own names go.
 */
export interface PolicySet {
  readonly deployment: Deployment;
  readonly documents: Readonly<Record<DocumentName, PolicyDocument>>;
}

/** Neither is a legal name, so no real one is ever taken for a marker. */
export const tenantMarker = '<tenant>';
export const serviceMarker = '<service>';

/** The documents that {@link Deployment} is provisioned with. @throws DeploymentGrammarError, TrustPolicySizeError */
export function policySet(deployment: Deployment): PolicySet {
  return {
    deployment,
    documents: {
      'tenant-reader': tenantReaderPolicy(deployment),
      'tenant-writer': tenantWriterPolicy(deployment),
      'session-read-service': sessionTemplate(deployment, 'read', 'service'),
      'session-read-shared': sessionTemplate(deployment, 'read', 'shared'),
      'session-write-service': sessionTemplate(deployment, 'write', 'service'),
      'session-write-shared': sessionTemplate(deployment, 'write', 'shared'),
      'tenant-boundary': tenantBoundaryPolicy(deployment),
      'tenant-reader-trust': tenantTrustPolicy(deployment, 'read'),
      'tenant-writer-trust': tenantTrustPolicy(deployment, 'write'),
      'task-role': taskRolePolicy(deployment),
      'task-role-trust': taskRoleTrustPolicy(deployment),
      'notifier-role': notifierRolePolicy(deployment),
      'notifier-role-trust': notifierRoleTrustPolicy(deployment),
      'tenant-table': tenantTablePolicy(deployment),
      'parameter-key': parameterKeyPolicy(deployment),
      'organization-scp': organizationScp(deployment),
      'organization-rcp': organizationRcp(deployment),
    },
  };
}

/** The session policy of one session, out of the set's template. @throws NameGrammarError */
export function filledSession(set: PolicySet, tenant: string, { access, service }: SessionScope): PolicyDocument {
  const template = set.documents[`session-${access}-${service === null ? 'shared' : 'service'}`];
  const text = renderPolicy(template)
    .replaceAll(tenantMarker, safeTenant(tenant))
    .replaceAll(serviceMarker, service === null ? serviceMarker : safeService(service));
  return JSON.parse(text) as PolicyDocument;
}

/** A session policy with markers for its names. Built with stand-in names twice, to see that nothing else hangs on them. */
function sessionTemplate(deployment: Deployment, access: 'read' | 'write', kind: 'service' | 'shared'): PolicyDocument {
  const [first, second] = (
    [
      ['stand-in-tenant-A', 'stand-in-service-A'],
      ['stand-in-tenant-B', 'stand-in-service-B'],
    ] as const
  ).map(([tenant, service]) =>
    renderPolicy(sessionPolicy(deployment, tenant, { access, service: kind === 'shared' ? null : service }))
      .replaceAll(tenant, tenantMarker)
      .replaceAll(service, serviceMarker),
  );
  if (first === undefined || first !== second) throw new Error('the session policy is no template of its two names');
  return JSON.parse(first) as PolicyDocument;
}
