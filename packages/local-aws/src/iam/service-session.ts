import { randomUUID } from 'node:crypto';
import { evaluateTrust } from '@leasehold/iam-engine';
import { type Deployment, roleArn } from '@leasehold/policies';
import { cloudTrailRecord } from '../cloudtrail/record.ts';
import type { Trail } from '../cloudtrail/trail.ts';
import { awsService } from '../cloudtrail/user-identity.ts';
import { presumedDetails } from '../endpoint/presumed-details.ts';
import type { Account } from './account.ts';
import { requestKeys } from './context-keys.ts';
import type { LiveSession } from './session-store.ts';

export interface ServiceSessions {
  readonly deployment: Deployment;
  readonly account: Account;
  readonly trail: Trail;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Which service asks for a session of which role, and for what of its own. */
export interface ServiceSessionRequest {
  /** `ecs-tasks.amazonaws.com`, `lambda.amazonaws.com`. */
  readonly service: string;
  /** Name of the role. */
  readonly role: string;
  readonly sessionName: string;
  /** ARN of what the service runs: a cluster, a function. */
  readonly sourceArn: string;
  readonly sourceIp: string;
  readonly durationSeconds: number;
}

/** A session that a service of AWS opens for what it runs; `null` when the role is not there or does not trust the service. */
export function openServiceSession(sessions: ServiceSessions, request: ServiceSessionRequest): LiveSession | null {
  const { deployment, account, now } = sessions;
  const arn = roleArn(deployment, request.role);
  const role = account.roles.get(arn);
  if (role === undefined) return null;
  const decision = evaluateTrust(role.trust, {
    principal: { type: 'Service', service: request.service },
    action: 'sts:AssumeRole',
    resource: arn,
    context: {
      ...requestKeys({
        now: now(),
        sourceIp: request.sourceIp,
        region: deployment.region,
        userAgent: request.service,
      }),
      'aws:SourceAccount': deployment.account,
      'aws:SourceArn': request.sourceArn,
      'sts:RoleSessionName': request.sessionName,
    },
  });
  if (decision.effect !== 'allow') return null;
  const session = account.sessions.open({
    role,
    arn: `arn:${deployment.partition}:sts::${deployment.account}:assumed-role/${role.name}/${request.sessionName}`,
    sessionName: request.sessionName,
    sessionPolicies: undefined,
    sourceIdentity: null,
    tags: {},
    transitiveTagKeys: [],
    federatedProvider: null,
    ...(request.service === 'lambda.amazonaws.com' ? { functionArn: request.sourceArn } : {}),
    durationSeconds: request.durationSeconds,
  });
  record(sessions, request.service, session);
  return session;
}

function record({ deployment, trail, now }: ServiceSessions, service: string, session: LiveSession): void {
  trail.append(
    cloudTrailRecord({
      userIdentity: awsService(service),
      time: now(),
      eventSource: 'sts.amazonaws.com',
      eventName: 'AssumeRole',
      region: deployment.region,
      account: deployment.account,
      sourceIp: service,
      userAgent: service,
      error: null,
      requestId: randomUUID(),
      details: {
        ...presumedDetails('sts', 'AssumeRole'),
        requestParameters: { roleArn: session.caller.roleArn, roleSessionName: session.caller.sessionName },
        responseElements: { credentials: { accessKeyId: session.accessKeyId } },
        resources: [{ type: 'AWS::IAM::Role', ARN: session.caller.roleArn }],
      },
    }),
  );
}
