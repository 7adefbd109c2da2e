import type { ConfigTag } from '@leasehold/domain';
import type { ConfigStore } from '@leasehold/storage';

/** Which store holds the keys of a tag. */
export interface StoreRoutes {
  storeFor(tag: ConfigTag): ConfigStore;
}
