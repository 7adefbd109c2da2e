import type { ConfigKey, ServiceName, TenantId } from '@leasehold/domain';
import { cacheKeyOf } from '../use-cases/address.ts';
import type { ValueCache } from '../value-cache/value-cache.ts';

/** The one place that is told of keys that were changed at AWS. */
export interface KeyChanges {
  /** When this returns, nothing of before the change is served any more. Told twice, or of what was not changed, it costs a read. */
  changed(tenant: TenantId, service: ServiceName | null, key: ConfigKey, cause: 'refresh'): void;
}

/** Forgets what the value cache holds of a changed key, so that whoever asks next reads it. */
export class ForgottenKeys implements KeyChanges {
  readonly #values: Pick<ValueCache, 'invalidate'>;

  constructor(values: Pick<ValueCache, 'invalidate'>) {
    this.#values = values;
  }

  changed(tenant: TenantId, service: ServiceName | null, key: ConfigKey): void {
    this.#values.invalidate(tenant, cacheKeyOf(service, key));
  }
}
