import { ContainerModule } from 'inversify';
import { Readiness } from '../service/readiness.ts';
import { parts } from './parts.ts';
import { provide } from './token.ts';

/** What must have happened once before the service takes calls. */
export const readinessModule = new ContainerModule(({ bind }) => {
  provide(
    bind,
    parts.readyConditions,
    [parts.verifier, parts.vending, parts.revocationWatch],
    (verifier, { askSts }, watch) => [
      { name: 'issuer-keys', attempt: () => verifier.refreshKeys() },
      { name: 'revocations', attempt: async () => void (await watch.readNow()) },
      // By web identity STS is asked with callers' tokens alone: there is nothing to ask before the first call.
      ...(askSts === null ? [] : [{ name: 'sts', attempt: askSts }]),
    ],
  );
  provide(
    bind,
    parts.readiness,
    [parts.readyConditions, parts.schedule],
    (conditions, schedule) => new Readiness(conditions, schedule),
  );
});
