import type { VerifiedTenant } from '@leasehold/domain';
import {
  type Deployment,
  renderPolicy,
  roleArn,
  type SessionScope,
  safeTenant,
  sessionName,
  sessionPolicy,
} from '@leasehold/policies';
import type { AskedSession } from './session-answer.ts';

/** What both STS operations are asked for, and what the answer must say. */
export interface SessionRequest {
  readonly RoleArn: string;
  readonly RoleSessionName: string;
  readonly Policy: string;
  readonly DurationSeconds: number;
}

/** Read sessions are of the reader role, write sessions of the writer role; named after the tenant, or tenant and user; for the
 * scope alone. */
export function sessionRequest(
  deployment: Deployment,
  caller: VerifiedTenant,
  scope: SessionScope,
  seconds: number,
): SessionRequest {
  const tenant = safeTenant(caller.tenant);
  return {
    RoleArn: roleArn(deployment, roleFor(deployment, scope)),
    RoleSessionName: sessionName(deployment, tenant, caller.subject),
    Policy: renderPolicy(sessionPolicy(deployment, tenant, scope)),
    DurationSeconds: seconds,
  };
}

/** What the answer to `request` must say. The ARN of a session has no part of the role's path. */
export function askedSession(
  deployment: Deployment,
  scope: SessionScope,
  { RoleSessionName, DurationSeconds }: SessionRequest,
): AskedSession {
  const role = roleFor(deployment, scope).split('/').at(-1);
  return {
    arn: `arn:${deployment.partition}:sts::${deployment.account}:assumed-role/${role}/${RoleSessionName}`,
    sourceIdentity: RoleSessionName,
    seconds: DurationSeconds,
  };
}

function roleFor(deployment: Deployment, scope: SessionScope): string {
  return scope.access === 'read' ? deployment.readerRole : deployment.writerRole;
}
