import type { EventDetails } from '../endpoint/aws-service.ts';
import type { LiveSession } from '../iam/session-store.ts';

export interface OpenedSession {
  readonly session: LiveSession;
  readonly packedPolicySize: number | null;
}

/** The parts of an AssumeRole* reply that both operations have. */
export function sessionReply({ session, packedPolicySize }: OpenedSession): Readonly<Record<string, unknown>> {
  const { caller } = session;
  return {
    Credentials: {
      AccessKeyId: session.accessKeyId,
      SecretAccessKey: session.secretAccessKey,
      SessionToken: session.sessionToken,
      Expiration: new Date(session.expiresAt),
    },
    AssumedRoleUser: { AssumedRoleId: caller.userId, Arn: caller.arn },
    PackedPolicySize: packedPolicySize,
    SourceIdentity: caller.sourceIdentity,
  };
}

/** What the event shows of it: the access key that joins it to the session's later events, and no secret. */
export function sessionEvent({
  session,
  packedPolicySize,
}: OpenedSession): NonNullable<EventDetails['responseElements']> {
  const { caller } = session;
  return {
    credentials: { accessKeyId: session.accessKeyId, expiration: eventExpiration(session.expiresAt) },
    assumedRoleUser: { assumedRoleId: caller.userId, arn: caller.arn },
    ...(packedPolicySize === null ? {} : { packedPolicySize }),
    ...(caller.sourceIdentity === null ? {} : { sourceIdentity: caller.sourceIdentity }),
  };
}

const expirationFormat = new Intl.DateTimeFormat('en-US', {
  timeZone: 'UTC',
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
  second: '2-digit',
});

/** Formatting is slow, and sessions opened within one second mostly end within one. */
let lastExpiration = { second: Number.NaN, text: '' };

/** STS's events write this time as `Nov 21, 2026, 4:21:14 AM`. */
function eventExpiration(milliseconds: number): string {
  const second = Math.floor(milliseconds / 1000);
  if (second !== lastExpiration.second) {
    lastExpiration = { second, text: expirationFormat.format(milliseconds).replaceAll('\u202f', ' ') };
  }
  return lastExpiration.text;
}
