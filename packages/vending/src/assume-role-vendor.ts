import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import type { TenantCredentials, VerifiedTenant } from '@leasehold/domain';
import type { SessionScope } from '@leasehold/policies';
import type { CredentialVendor } from './credential-vendor.ts';
import { checkScope } from './scope-check.ts';
import { credentialsFrom } from './session-answer.ts';
import { askedSession, sessionRequest } from './session-request.ts';
import { checkSessionSize } from './session-size.ts';
import { maxChainedSeconds, type VendorContext } from './settings.ts';
import type { StsEndpoints } from './sts-endpoints.ts';

/**
 * Assumes the tenant role with the service's own credentials and passes the verified tenant and role as session tags and
 * source identity. For tokens that STS does not take: here AWS believes the service about the tenant.
 */
export class AssumeRoleVendor implements CredentialVendor {
  readonly #sts: StsEndpoints;
  readonly #context: VendorContext;

  constructor(sts: StsEndpoints, context: VendorContext) {
    this.#sts = sts;
    this.#context = context;
  }

  async vend(caller: VerifiedTenant, scope: SessionScope): Promise<TenantCredentials> {
    checkScope(caller, scope);
    const { deployment, settings, observer } = this.#context;
    const seconds = Math.min(settings.sessionSeconds, maxChainedSeconds);
    const request = sessionRequest(deployment, caller, scope, seconds);
    checkSessionSize(request.Policy, { TenantId: caller.tenant, UserRole: caller.role });
    const asked = askedSession(deployment, scope, request);
    const input = {
      ...request,
      SourceIdentity: asked.sourceIdentity,
      Tags: [
        { Key: 'TenantId', Value: caller.tenant },
        { Key: 'UserRole', Value: caller.role },
      ],
    };
    const { answer, times } = await this.#sts.ask('AssumeRole', (client, options) =>
      client.send(new AssumeRoleCommand(input), options),
    );
    if (answer.PackedPolicySize !== undefined) observer.packedPolicySize(answer.PackedPolicySize);
    return credentialsFrom(answer, caller.tenant, asked, times);
  }

  /** Closes the connections. */
  close(): void {
    this.#sts.close();
  }
}
