import { ContainerModule } from 'inversify';
import { type ConditionName, Readiness, type ReadyCondition } from '../service/readiness.ts';
import { parts } from './parts.ts';
import { provide } from './token.ts';

/** What must have happened once before the service takes calls. */
export const readinessModule = new ContainerModule(({ bind }) => {
  provide(
    bind,
    parts.readyConditions,
    [parts.settings, parts.verifier, parts.vending, parts.revocationWatch, parts.callerProof],
    ({ refresh }, verifier, { askSts }, watch, proof) =>
      [
        { name: 'issuer-keys', attempt: () => verifier.refreshKeys() },
        { name: 'revocations', attempt: async () => void (await watch.readNow()) },
        // An instance that cannot tell who calls would acknowledge no change, and be told of none.
        ...(refresh?.callers.kind === 'jwt'
          ? [{ name: 'refresh-issuer-keys' as const, attempt: () => proof.prepare() }]
          : []),
        // By web identity STS is asked with callers' tokens alone: there is nothing to ask before the first call.
        ...(askSts === null ? [] : [{ name: 'sts' as const, attempt: askSts }]),
      ] satisfies readonly (ReadyCondition & { readonly name: ConditionName })[],
  );
  provide(
    bind,
    parts.readiness,
    [parts.readyConditions, parts.schedule],
    (conditions, schedule) => new Readiness(conditions, schedule),
  );
});
