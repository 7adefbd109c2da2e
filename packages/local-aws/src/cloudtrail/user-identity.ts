import type { Caller } from '../endpoint/aws-service.ts';
import type { LiveSession } from '../iam/session-store.ts';

/** CloudTrail's `userIdentity` element, as far as this account can produce one. */
export type UserIdentity = Readonly<Record<string, unknown>>;

/** Who made a call. Session tags are not part of it: CloudTrail shows them only where the session was opened. */
export function userIdentity(caller: Caller, account: string, session: LiveSession | null): UserIdentity {
  if (caller.type === 'anonymous') return { type: 'Unknown', principalId: '', userName: '' };
  if (caller.type === 'user') {
    return {
      type: 'IAMUser',
      principalId: caller.userId,
      arn: caller.arn,
      accountId: account,
      accessKeyId: caller.accessKeyId,
      userName: caller.arn.slice(caller.arn.lastIndexOf('/') + 1),
    };
  }
  const provider = session?.grant.federatedProvider ?? null;
  return {
    type: 'AssumedRole',
    principalId: caller.userId,
    arn: caller.arn,
    accountId: account,
    accessKeyId: caller.accessKeyId,
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: caller.userId.slice(0, caller.userId.indexOf(':')),
        arn: caller.roleArn,
        accountId: account,
        userName: caller.roleName,
      },
      ...(provider === null ? {} : { webIdFederationData: { federatedProvider: provider, attributes: {} } }),
      attributes: { creationDate: seconds(caller.issuedAt), mfaAuthenticated: 'false' },
      ...(caller.sourceIdentity === null ? {} : { sourceIdentity: caller.sourceIdentity }),
    },
  };
}

/** The holder of a verified token that is not yet a session. */
export function webIdentityUser(provider: string, audience: string, subject: string): UserIdentity {
  return {
    type: 'WebIdentityUser',
    principalId: `${provider}:${audience}:${subject}`,
    userName: subject,
    identityProvider: provider,
  };
}

/** A service of AWS acting for itself. */
export function awsService(name: string): UserIdentity {
  return { type: 'AWSService', invokedBy: name };
}

/** CloudTrail writes times to the second. */
export function seconds(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}
