import { evaluate } from '@leasehold/iam-engine';
import type { CloudTrailRecord } from '../cloudtrail/record.ts';
import type { Trail } from '../cloudtrail/trail.ts';
import type { Account } from '../iam/account.ts';
import { callerKeys, principalOf } from '../iam/context-keys.ts';
import type { TaskCredentials } from '../iam/task-credentials.ts';
import { SignatureRefusal } from '../sigv4/signature-refusal.ts';
import { verifySignature } from '../sigv4/verify-signature.ts';
import type { HttpReply, HttpRequest } from './http-message.ts';

export interface LocalRoutesOptions {
  readonly region: string;
  readonly account: Account;
  readonly trail: Trail;
  readonly taskCredentials: TaskCredentials;
  readonly now: () => number;
}

/** Paths of this endpoint that AWS does not have. They are no API calls and leave no event. */
export const localPrefix = '/_leasehold/';
export const taskCredentialsPath = `${localPrefix}task-credentials`;
const trailPath = `${localPrefix}trail`;
const signingName = 'leasehold-local';

/** Answers a path below `/_leasehold/`. */
export function answerLocally(request: HttpRequest, options: LocalRoutesOptions): HttpReply {
  if (request.path === taskCredentialsPath) return options.taskCredentials.answer(request);
  if (request.path === trailPath && request.method === 'GET') return trailAnswer(request, options);
  return refusal(404, 'NotFound', 'no such path on this endpoint');
}

/** The trail, data events included, for whoever may see everything: signed for `leasehold-local` by the operator. */
function trailAnswer(request: HttpRequest, options: LocalRoutesOptions): HttpReply {
  const { account, region, now } = options;
  try {
    const { caller } = verifySignature(request, {
      regions: [region],
      service: signingName,
      now: now(),
      find: (accessKeyId) => account.credential(accessKeyId),
    });
    const decision = evaluate(account.policiesOf(caller), {
      principal: principalOf(caller, account.id),
      action: `${signingName}:ReadTrail`,
      resource: '*',
      context: callerKeys(caller, account.id, account.sessionOf(caller)),
    });
    if (decision.effect !== 'allow') return refusal(403, 'AccessDenied', 'only the operator reads the whole trail');
  } catch (error) {
    if (error instanceof SignatureRefusal) return refusal(403, error.kind, error.message);
    throw error;
  }
  const tenant = new URLSearchParams(request.query).get('tenant');
  const lines = options.trail
    .records()
    .filter((record) => tenant === null || sessionNames(record).some((name) => tenantOf(name) === tenant))
    .map((record) => `${JSON.stringify(record)}\n`);
  return { status: 200, headers: { 'Content-Type': 'application/x-ndjson' }, body: lines.join('') };
}

/** A session is named after its tenant, or after tenant, `@` and user. */
function tenantOf(sessionName: unknown): string | undefined {
  return typeof sessionName === 'string' ? sessionName.split('@', 1)[0] : undefined;
}

/** The session a record belongs to: the one that called, or the one that was asked for. */
function sessionNames(record: CloudTrailRecord): readonly unknown[] {
  const { type, arn } = record.userIdentity;
  const calling = type === 'AssumedRole' && typeof arn === 'string' ? [arn.slice(arn.lastIndexOf('/') + 1)] : [];
  return [...calling, record.requestParameters?.['roleSessionName']];
}

function refusal(status: number, code: string, message: string): HttpReply {
  return { status, headers: { 'Content-Type': 'application/json' }, body: `${JSON.stringify({ code, message })}\n` };
}
