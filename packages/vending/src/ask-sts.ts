import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { UnavailableError } from '@leasehold/domain';
import { StsCallError } from './sts-call-error.ts';

/**
 * Asks STS who the service is, one endpoint after the other, until one has answered: then the service has credentials, and
 * STS takes them. It needs no permission, even under an explicit deny (STS API reference, GetCallerIdentity).
 * @throws UnavailableError with a StsCallError of the first endpoint as its cause
 */
export async function askSts(clients: readonly STSClient[]): Promise<void> {
  let first: StsCallError | undefined;
  for (const client of clients) {
    try {
      await client.send(new GetCallerIdentityCommand({}));
      return;
    } catch (thrown) {
      first ??= new StsCallError('GetCallerIdentity', thrown);
    }
  }
  throw new UnavailableError(`AWS STS has not answered yet: ${first?.awsCode ?? 'nobody was asked'}`, 1_000, {
    cause: first,
  });
}
