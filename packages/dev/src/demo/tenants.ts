/** The tenants a laptop starts with, and what each stores. Both have the same keys, so that a mix-up would show. */
export const demoTenants = ['acme', 'globex'] as const;
export type DemoTenant = (typeof demoTenants)[number];

export interface DemoEntry {
  /** Empty for the tenant's shared configuration. */
  readonly service: string;
  readonly key: string;
  readonly value: string;
  readonly contentType: string;
  readonly sensitive: boolean;
}

/** What one demo tenant stores. Every value names its tenant. */
export function demoEntries(tenant: DemoTenant): readonly DemoEntry[] {
  const json = (service: string, key: string, value: unknown): DemoEntry => ({
    service,
    key,
    value: JSON.stringify(value),
    contentType: 'application/json',
    sensitive: false,
  });
  return [
    json('', 'tenant_config_branding', { tenant, name: tenant === 'acme' ? 'Acme Corp' : 'Globex' }),
    json('orders', 'tenant_config_theme', { tenant, color: tenant === 'acme' ? 'red' : 'green' }),
    json('orders', 'tenant_config_limits', { tenant, ordersPerMinute: tenant === 'acme' ? 600 : 60 }),
    json('orders', 'param_config_endpoint', { tenant, url: `https://payments.example/${tenant}` }),
    {
      service: 'orders',
      key: 'param_config_db-password',
      value: `demo-password-of-${tenant}`,
      contentType: 'text/plain',
      sensitive: true,
    },
  ];
}
