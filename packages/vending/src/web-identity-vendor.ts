import { AssumeRoleWithWebIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import type { Clock, TenantCredentials, VerifiedTenant } from '@leasehold/domain';
import type { SessionScope } from '@leasehold/policies';
import type { CredentialVendor } from './credential-vendor.ts';
import { checkScope } from './scope-check.ts';
import { credentialsFrom } from './session-answer.ts';
import { sessionArn, sessionRequest } from './session-request.ts';
import type { VendorContext } from './settings.ts';
import { noCredentials, type StsAddress, stsClient } from './sts-client.ts';
import { stsFailure } from './sts-failure.ts';

/**
 * Exchanges the caller's own token at STS, which verifies it again and takes tenant tag, role tag and source identity
 * from its signed claims. The request is unsigned: the service adds no authority of its own.
 */
export class WebIdentityVendor implements CredentialVendor {
  readonly #client: STSClient;
  readonly #context: VendorContext;
  readonly #clock: Clock;

  constructor(address: StsAddress, context: VendorContext, clock: Clock) {
    this.#client = stsClient(address, noCredentials, context.settings);
    this.#context = context;
    this.#clock = clock;
  }

  async vend(caller: VerifiedTenant, scope: SessionScope): Promise<TenantCredentials> {
    checkScope(caller, scope);
    const { deployment, settings } = this.#context;
    const command = new AssumeRoleWithWebIdentityCommand({
      ...sessionRequest(deployment, caller, scope, settings.sessionSeconds),
      WebIdentityToken: caller.token.reveal(),
    });
    const answer = await this.#client.send(command).catch((thrown: unknown) => {
      throw stsFailure('AssumeRoleWithWebIdentity', thrown);
    });
    return credentialsFrom(answer, caller, sessionArn(deployment, caller, scope), this.#clock);
  }

  /** Closes the connections. */
  close(): void {
    this.#client.destroy();
  }
}
