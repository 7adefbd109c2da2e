import { type Clock, TenantCredentials, type VerifiedTenant } from '@leasehold/domain';
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
}

/**
 * Takes the credentials out of an answer that is about the session we asked for.
 * @throws VendingFaultError when a part is missing, the session is another role's or tenant's, its source identity is
 * not the tenant, or it has expired already: a mixed-up answer must not become somebody's credentials.
 */
export function credentialsFrom(
  answer: SessionAnswer,
  caller: VerifiedTenant,
  arn: string,
  clock: Clock,
): TenantCredentials {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer.Credentials ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken || Expiration === undefined) {
    throw new VendingFaultError('STS answered without complete credentials');
  }
  if (answer.AssumedRoleUser?.Arn !== arn) {
    throw new VendingFaultError('STS answered with the session of another role or tenant');
  }
  if (answer.SourceIdentity !== caller.tenant) {
    throw new VendingFaultError(
      "STS answered with a source identity that is not the tenant: check the roles' trust policies and the token's claims",
    );
  }
  const expiresAt = Expiration.getTime();
  if (!(expiresAt > clock.now())) {
    throw new VendingFaultError("STS answered with expired credentials: check this machine's clock");
  }
  return new TenantCredentials({
    tenant: caller.tenant,
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiresAt,
  });
}
