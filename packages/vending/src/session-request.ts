import type { VerifiedTenant } from '@leasehold/domain';
import {
  type Deployment,
  renderPolicy,
  roleArn,
  type SessionScope,
  safeTenant,
  sessionPolicy,
} from '@leasehold/policies';

/** What both STS operations are asked for, and what the answer must say. */
export interface SessionRequest {
  readonly RoleArn: string;
  readonly RoleSessionName: string;
  readonly Policy: string;
  readonly DurationSeconds: number;
}

/** Read sessions are of the reader role, write sessions of the writer role; named after the tenant; for the scope alone. */
export function sessionRequest(
  deployment: Deployment,
  caller: VerifiedTenant,
  scope: SessionScope,
  seconds: number,
): SessionRequest {
  const tenant = safeTenant(caller.tenant);
  return {
    RoleArn: roleArn(deployment, roleFor(deployment, scope)),
    RoleSessionName: tenant,
    Policy: renderPolicy(sessionPolicy(deployment, tenant, scope)),
    DurationSeconds: seconds,
  };
}

/** The ARN that STS gives the requested session; a role's path is no part of it. */
export function sessionArn(deployment: Deployment, caller: VerifiedTenant, scope: SessionScope): string {
  const role = roleFor(deployment, scope).split('/').at(-1);
  return `arn:${deployment.partition}:sts::${deployment.account}:assumed-role/${role}/${safeTenant(caller.tenant)}`;
}

function roleFor(deployment: Deployment, scope: SessionScope): string {
  return scope.access === 'read' ? deployment.readerRole : deployment.writerRole;
}
