import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { evaluateTrust } from '@leasehold/iam-engine';
import { type Deployment, roleArn } from '@leasehold/policies';
import { cloudTrailRecord } from '../cloudtrail/record.ts';
import type { Trail } from '../cloudtrail/trail.ts';
import { awsService } from '../cloudtrail/user-identity.ts';
import type { HttpReply, HttpRequest } from '../endpoint/http-message.ts';
import { presumedDetails } from '../endpoint/presumed-details.ts';
import type { Account } from './account.ts';
import { requestKeys } from './context-keys.ts';
import type { LiveSession } from './session-store.ts';

const ecs = 'ecs-tasks.amazonaws.com';
const durationSeconds = 3_600;
/** Clients refresh from five minutes before the end; they must get a new session then. */
const renewBeforeMs = 15 * 60 * 1000;

/**
 * What ECS's agent is to a task: credentials of the task role for whoever holds the task's authorization token. ECS
 * assumes the role as a service, so the role's trust policy is asked for that too.
 */
export class TaskCredentials {
  /** Value of the `Authorization` header; random, made at start. */
  readonly authorization = randomBytes(32).toString('base64url');
  readonly #taskId = randomBytes(16).toString('hex');
  readonly #deployment: Deployment;
  readonly #account: Account;
  readonly #trail: Trail;
  readonly #now: () => number;
  #session: LiveSession | null = null;

  constructor(options: { deployment: Deployment; account: Account; trail: Trail; now: () => number }) {
    this.#deployment = options.deployment;
    this.#account = options.account;
    this.#trail = options.trail;
    this.#now = options.now;
  }

  /** Answers in the container credentials format (ECS developer guide, "Task IAM role"). */
  answer(request: HttpRequest): HttpReply {
    const digest = (text: string) => createHash('sha256').update(text).digest();
    const sent = request.headers.only('authorization') ?? '';
    if (request.method !== 'GET' || !timingSafeEqual(digest(sent), digest(this.authorization))) {
      return json(403, { code: 'AccessDenied', message: 'not the authorization token of this task' });
    }
    const session = this.#current(request.sourceIp);
    if (session === null) return json(403, { code: 'AccessDenied', message: 'the task role does not trust ECS' });
    return json(200, {
      RoleArn: session.caller.roleArn,
      AccessKeyId: session.accessKeyId,
      SecretAccessKey: session.secretAccessKey,
      Token: session.sessionToken,
      Expiration: new Date(session.expiresAt).toISOString(),
    });
  }

  #current(sourceIp: string): LiveSession | null {
    if (this.#session === null || this.#session.expiresAt - this.#now() < renewBeforeMs) {
      this.#session = this.#open(sourceIp);
    }
    return this.#session;
  }

  #open(sourceIp: string): LiveSession | null {
    const { partition, region, account, taskRole } = this.#deployment;
    const arn = roleArn(this.#deployment, taskRole);
    const role = this.#account.roles.get(arn);
    if (role === undefined) return null;
    const decision = evaluateTrust(role.trust, {
      principal: { type: 'Service', service: ecs },
      action: 'sts:AssumeRole',
      resource: arn,
      context: {
        ...requestKeys({ now: this.#now(), sourceIp, region, userAgent: ecs }),
        'aws:SourceAccount': account,
        'aws:SourceArn': `arn:${partition}:ecs:${region}:${account}:cluster/leasehold`,
        'sts:RoleSessionName': this.#taskId,
      },
    });
    if (decision.effect !== 'allow') return null;
    const session = this.#account.sessions.open({
      role,
      arn: `arn:${partition}:sts::${account}:assumed-role/${role.name}/${this.#taskId}`,
      sessionName: this.#taskId,
      sessionPolicies: undefined,
      sourceIdentity: null,
      tags: {},
      transitiveTagKeys: [],
      federatedProvider: null,
      durationSeconds,
    });
    this.#record(session);
    return session;
  }

  #record(session: LiveSession): void {
    const { region, account } = this.#deployment;
    this.#trail.append(
      cloudTrailRecord({
        userIdentity: awsService(ecs),
        time: this.#now(),
        eventSource: 'sts.amazonaws.com',
        eventName: 'AssumeRole',
        region,
        account,
        sourceIp: ecs,
        userAgent: ecs,
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
}

function json(status: number, content: Readonly<Record<string, unknown>>): HttpReply {
  return {
    status,
    headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
    body: JSON.stringify(content),
  };
}
