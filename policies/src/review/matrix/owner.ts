/** Whose data is asked for; `no-tag` is the own data again, asked by a session that has no TenantId tag. */
export const owners = ['own', 'other-tenant', 'other-service', 'shared', 'no-tag'] as const;

export type Owner = (typeof owners)[number];

/** The session's own names, and the others. The other tenant's name begins like the own one, as the harder case. */
export const ownTenant = 'acme';
export const ownService = 'orders';

/** Tenant and service of the data; shared data has no service. */
export function dataOf(owner: Owner): { readonly tenant: string; readonly service: string | null } {
  switch (owner) {
    case 'other-tenant':
      return { tenant: 'acme2', service: ownService };
    case 'other-service':
      return { tenant: ownTenant, service: 'billing' };
    case 'shared':
      return { tenant: ownTenant, service: null };
    case 'own':
    case 'no-tag':
      return { tenant: ownTenant, service: ownService };
  }
}
