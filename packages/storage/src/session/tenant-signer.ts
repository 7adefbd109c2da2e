import { SignatureV4 } from '@smithy/signature-v4';
import { NodeSha256 } from './node-sha256.ts';
import { currentTenantSession } from './tenant-session.ts';

/**
 * Signs for the tenant whose session the request was sent in, and refuses outside of one. It is the one way found to share
 * an SDK client between tenants: the SDK asks it anew for every attempt, whereas `credentials` are memoized and what a
 * middleware puts in the request's identity is not what signs. The date corrected for clock skew comes with each request.
 */
export function tenantSigner(region: string, service: string): SignatureV4 {
  return new SignatureV4({
    region,
    service,
    sha256: NodeSha256,
    credentials: async () => currentTenantSession().reveal(),
  });
}
