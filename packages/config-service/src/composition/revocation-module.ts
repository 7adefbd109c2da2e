import { RevocationList } from '@leasehold/revocation';
import { ContainerModule } from 'inversify';
import { RevocationWatch } from '../revocation/revocation-watch.ts';
import { RevokedTenants } from '../revocation/revoked-tenants.ts';
import { parts } from './parts.ts';
import { provide } from './token.ts';

/** Who is revoked, and what follows from it. */
export const revocationModule = new ContainerModule(({ bind }) => {
  // Without credentials of its own it takes the SDK's default chain: the task's role.
  provide(bind, parts.iamAccess, [parts.settings], ({ deployment: { region }, awsEndpoint }) => ({
    region,
    ...(awsEndpoint === null ? {} : { endpoint: awsEndpoint }),
  }));
  provide(
    bind,
    parts.revocationList,
    [parts.settings, parts.iamAccess],
    ({ deployment }, access) => new RevocationList(deployment, access),
  );
  provide(
    bind,
    parts.revoked,
    [parts.vending, parts.verifier, parts.valueCache, parts.forgottenTenants],
    ({ vendor }, verifier, values, forgotten) =>
      new RevokedTenants({
        vendor,
        verifier,
        values: {
          dropTenant: (tenant) => {
            values.dropTenant(tenant);
            forgotten.forget(tenant);
          },
        },
      }),
  );
  provide(
    bind,
    parts.revocationWatch,
    [parts.revocationList, parts.revoked, parts.schedule, parts.log],
    (list, revoked, schedule, log) => new RevocationWatch({ list, revoked, schedule, log }),
  );
});
