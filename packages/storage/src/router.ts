import type { ConfigTag } from '@leasehold/domain';
import type { ConfigStore } from './config-store.ts';

/**
 * The routing table: which store holds the keys of a tag. A further store is one class and one row; the compiler asks
 * for the row as soon as the tag exists.
 */
export class StoreRouter {
  readonly #routes: Readonly<Record<ConfigTag, ConfigStore>>;

  /** @throws Error when a row holds the store of another tag. */
  constructor(routes: Readonly<Record<ConfigTag, ConfigStore>>) {
    for (const [tag, store] of Object.entries(routes)) {
      if (store.tag !== tag) throw new Error(`the routing table has the ${store.tag} store in the row of ${tag}`);
    }
    this.#routes = routes;
  }

  storeFor(tag: ConfigTag): ConfigStore {
    return this.#routes[tag];
  }
}
