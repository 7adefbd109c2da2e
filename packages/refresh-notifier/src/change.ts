import type { ConfigKey, ServiceName, TenantId } from '@leasehold/domain';

/** One key that was changed, written or deleted: where, and nothing of what is there. */
export interface Change {
  readonly tenant: TenantId;
  /** `null` for the tenant's shared configuration. */
  readonly service: ServiceName | null;
  readonly key: ConfigKey;
}
