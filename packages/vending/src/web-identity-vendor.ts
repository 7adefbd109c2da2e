import { AssumeRoleWithWebIdentityCommand } from '@aws-sdk/client-sts';
import { type TenantCredentials, UnauthenticatedError, type VerifiedTenant } from '@leasehold/domain';
import type { SessionScope } from '@leasehold/policies';
import type { CredentialVendor } from './credential-vendor.ts';
import { checkScope } from './scope-check.ts';
import { credentialsFrom } from './session-answer.ts';
import { askedSession, sessionRequest } from './session-request.ts';
import { checkSessionSize } from './session-size.ts';
import type { VendorContext } from './settings.ts';
import type { StsEndpoints } from './sts-endpoints.ts';

/** STS takes web identity tokens of at most so many characters (AssumeRoleWithWebIdentity). */
const longestToken = 20_000;

/**
 * Exchanges the caller's own token at STS, which verifies it again and takes tenant tag, role tag and source identity
 * from its signed claims. The request is unsigned: the service adds no authority of its own.
 */
export class WebIdentityVendor implements CredentialVendor {
  readonly #sts: StsEndpoints;
  readonly #context: VendorContext;

  constructor(sts: StsEndpoints, context: VendorContext) {
    this.#sts = sts;
    this.#context = context;
  }

  async vend(caller: VerifiedTenant, scope: SessionScope): Promise<TenantCredentials> {
    checkScope(caller, scope);
    const { deployment, settings, observer } = this.#context;
    const request = sessionRequest(deployment, caller, scope, settings.sessionSeconds);
    checkSessionSize(request.Policy, { TenantId: caller.tenant, UserRole: caller.role });
    const token = caller.token.reveal();
    // STS would refuse the whole request, as if the deployment were wrong; it is this token alone.
    if (token.length > longestToken)
      throw new UnauthenticatedError(`longer than the ${longestToken} characters of STS`);
    const { answer, times } = await this.#sts.ask('AssumeRoleWithWebIdentity', (client, options) =>
      client.send(new AssumeRoleWithWebIdentityCommand({ ...request, WebIdentityToken: token }), options),
    );
    if (answer.PackedPolicySize !== undefined) observer.packedPolicySize(answer.PackedPolicySize);
    return credentialsFrom(answer, caller.tenant, askedSession(deployment, scope, request), times);
  }

  /** Closes the connections. */
  close(): void {
    this.#sts.close();
  }
}
