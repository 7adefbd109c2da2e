import { createVerifier } from '@leasehold/identity';
import { ContainerModule } from 'inversify';
import { KeyWatch } from '../service/key-watch.ts';
import { parts } from './parts.ts';
import { provide } from './token.ts';

/** From a bearer token to a verified tenant. */
export const identityModule = new ContainerModule(({ bind }) => {
  provide(bind, parts.verifier, [parts.settings, parts.clock], ({ issuers, rememberedTokens }, clock) =>
    createVerifier({ issuers, clock, rememberedTokens }),
  );
  provide(bind, parts.keyWatch, [parts.verifier, parts.schedule], (verifier, after) => new KeyWatch(verifier, after));
});
