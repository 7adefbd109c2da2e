import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { HttpReply, HttpRequest } from '../endpoint/http-message.ts';
import { openServiceSession, type ServiceSessions } from './service-session.ts';
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
  readonly #sessions: ServiceSessions;
  #session: LiveSession | null = null;

  constructor(sessions: ServiceSessions) {
    this.#sessions = sessions;
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
    if (this.#session === null || this.#session.expiresAt - this.#sessions.now() < renewBeforeMs) {
      this.#session = this.#open(sourceIp);
    }
    return this.#session;
  }

  #open(sourceIp: string): LiveSession | null {
    const { partition, region, account, taskRole } = this.#sessions.deployment;
    return openServiceSession(this.#sessions, {
      service: ecs,
      role: taskRole,
      sessionName: this.#taskId,
      sourceArn: `arn:${partition}:ecs:${region}:${account}:cluster/leasehold`,
      sourceIp,
      durationSeconds,
    });
  }
}

function json(status: number, content: Readonly<Record<string, unknown>>): HttpReply {
  return {
    status,
    headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
    body: JSON.stringify(content),
  };
}
