import { TenantCredentials, type TenantId, UnavailableError } from '@leasehold/domain';
import { type AnswerTimes, localExpiry } from './session-lifetime.ts';
import { VendingFaultError } from './vending-fault.ts';

/** The parts of both STS answers that are looked at. */
export interface SessionAnswer {
  readonly Credentials?:
    | {
        readonly AccessKeyId: string | undefined;
        readonly SecretAccessKey: string | undefined;
        readonly SessionToken: string | undefined;
        readonly Expiration: Date | undefined;
      }
    | undefined;
  readonly AssumedRoleUser?: { readonly Arn: string | undefined } | undefined;
  readonly SourceIdentity?: string | undefined;
  readonly PackedPolicySize?: number | undefined;
}

/** Whether an answer has all parts of credentials, and an expiration that is a time. */
export function hasCredentials(answer: object): boolean {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = (answer as SessionAnswer).Credentials ?? {};
  return !!AccessKeyId && !!SecretAccessKey && !!SessionToken && Number.isFinite(Expiration?.getTime());
}

/** What the answer must be about. */
export interface AskedSession {
  readonly arn: string;
  readonly sourceIdentity: string;
  readonly seconds: number;
}

/**
 * Takes the credentials out of an answer that is about the session we asked for; their `expiresAt` is by this machine's
 * clock.
 * @throws VendingFaultError when the session is another role's or tenant's or its source identity is not what was asked
 * for: a mixed-up answer must not become somebody's credentials. UnavailableError when a part is missing or the session
 * has expired already by AWS's own time.
 */
export function credentialsFrom(
  answer: SessionAnswer,
  tenant: TenantId,
  asked: AskedSession,
  times: AnswerTimes,
): TenantCredentials {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer.Credentials ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken || Expiration === undefined) {
    throw new UnavailableError('STS answered without complete credentials', 1_000);
  }
  if (answer.AssumedRoleUser?.Arn !== asked.arn) {
    throw new VendingFaultError('STS answered with the session of another role or tenant');
  }
  if (answer.SourceIdentity !== asked.sourceIdentity) {
    throw new VendingFaultError(
      "STS answered with a source identity that is not the name of the session: check the roles' trust policies and the token's claims",
    );
  }
  const expiresAt = localExpiry(Expiration.getTime(), asked.seconds * 1_000, times);
  if (!(expiresAt > times.answeredAt)) {
    throw new UnavailableError("STS answered with expired credentials: check this machine's clock", 1_000);
  }
  return new TenantCredentials({
    tenant,
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiresAt,
  });
}
