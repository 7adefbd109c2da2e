import type { ConfigKey, ServiceName, TenantId } from '@leasehold/domain';

/** How a change came to be known: the notifier told of it, a sweep found it, or this instance sent the write itself. */
export type ChangeCause = 'refresh' | 'sweep' | 'write';

/** A key that was changed, or may have been. */
export interface KeyChange {
  readonly tenant: TenantId;
  /** `null` for the tenant's shared configuration. */
  readonly service: ServiceName | null;
  readonly key: ConfigKey;
  readonly cause: ChangeCause;
}

/** The one place that is told of keys that were changed at AWS. */
export interface KeyChanges {
  /**
   * When this returns, nothing of before the change is served any more. Told twice, or of what was not changed, it costs a read.
   * A write is to be told when the value cache knows of it.
   */
  changed(tenant: TenantId, service: ServiceName | null, key: ConfigKey, cause: ChangeCause): void;
  /**
   * Has `listener` told of every change from now on, after the value of before it is gone. It must return at once; `true` when it has
   * the key read, so that nobody else needs to.
   * @returns how it is told of none any more
   */
  onChange(listener: (change: KeyChange) => unknown): () => void;
}
