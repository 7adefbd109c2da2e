import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import type { Clock, TenantCredentials, VerifiedTenant } from '@leasehold/domain';
import type { SessionScope } from '@leasehold/policies';
import type { CredentialVendor } from './credential-vendor.ts';
import { checkScope } from './scope-check.ts';
import { credentialsFrom } from './session-answer.ts';
import { sessionArn, sessionRequest } from './session-request.ts';
import { maxChainedSeconds, type VendorContext } from './settings.ts';
import { type BaseCredentials, type StsAddress, stsClient } from './sts-client.ts';
import { stsFailure } from './sts-failure.ts';

/**
 * Assumes the tenant role with the service's own credentials and passes the verified tenant and role as session tags and
 * source identity. For tokens that STS does not take: here AWS believes the service about the tenant.
 */
export class AssumeRoleVendor implements CredentialVendor {
  readonly #client: STSClient;
  readonly #context: VendorContext;
  readonly #clock: Clock;

  constructor(address: StsAddress, credentials: BaseCredentials, context: VendorContext, clock: Clock) {
    this.#client = stsClient(address, credentials, context.settings);
    this.#context = context;
    this.#clock = clock;
  }

  async vend(caller: VerifiedTenant, scope: SessionScope): Promise<TenantCredentials> {
    checkScope(caller, scope);
    const { deployment, settings } = this.#context;
    const seconds = Math.min(settings.sessionSeconds, maxChainedSeconds);
    const request = sessionRequest(deployment, caller, scope, seconds);
    const command = new AssumeRoleCommand({
      ...request,
      SourceIdentity: request.RoleSessionName,
      Tags: [
        { Key: 'TenantId', Value: request.RoleSessionName },
        { Key: 'UserRole', Value: caller.role },
      ],
    });
    const answer = await this.#client.send(command).catch((thrown: unknown) => {
      throw stsFailure('AssumeRole', thrown);
    });
    return credentialsFrom(answer, caller, sessionArn(deployment, caller, scope), this.#clock);
  }

  /** Closes the connections. */
  close(): void {
    this.#client.destroy();
  }
}
