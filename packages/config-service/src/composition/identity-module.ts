import { type Clock, PermissionDeniedError } from '@leasehold/domain';
import { createVerifier, type SourceIdentityOf, type TokenVerifier } from '@leasehold/identity';
import { type Deployment, SessionNameError, sessionName } from '@leasehold/policies';
import { ContainerModule } from 'inversify';
import type { Settings } from '../settings/settings.ts';
import { parts } from './parts.ts';
import { provide } from './token.ts';
import { placesOfIssuer } from './unproven-places.ts';

/** From a bearer token to a verified tenant. */
export const identityModule = new ContainerModule(({ bind }) => {
  provide(bind, parts.verifier, [parts.settings, parts.clock], verifierOf);
});

/** The verifier that a service with these settings has. */
export function verifierOf(
  { issuers, rememberedTokens, deployment, maxInFlight }: Settings,
  clock: Clock,
): TokenVerifier {
  return createVerifier({
    issuers,
    clock,
    rememberedTokens,
    maxWaitingPerIssuer: placesOfIssuer(maxInFlight),
    sourceIdentityOf: namedBy(deployment),
  });
}

/** What a session is named is what a token must say. A tenant whose users cannot be named is told why, with the numbers. */
function namedBy(deployment: Deployment): SourceIdentityOf {
  return (tenant, subject) => {
    try {
      return sessionName(deployment, tenant, subject);
    } catch (error) {
      if (error instanceof SessionNameError) throw new PermissionDeniedError(error.message, { cause: error });
      throw error;
    }
  };
}
