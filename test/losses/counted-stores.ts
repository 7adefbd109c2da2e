import { override, parts } from '@leasehold/config-service';
import { type ConfigStore, StoreRouter } from '@leasehold/storage';

/** What instances ask of the stores: entries that were read, and pages of versions, whatever came of them. */
export class StoreCalls {
  reads = 0;
  versionPages = 0;
  /** Calls that have not ended. */
  underWay = 0;

  /** Has the stores of an instance counted here. */
  readonly counted = override(
    parts.stores,
    [parts.dynamoDbStore, parts.parameterStore],
    (dynamoDb, parameters) =>
      new StoreRouter({ tenant_config: this.#counting(dynamoDb), param_config: this.#counting(parameters) }),
  );

  reset(): void {
    this.reads = 0;
    this.versionPages = 0;
  }

  #counting(store: ConfigStore): ConfigStore {
    return {
      tag: store.tag,
      get: (...args) => this.#read(1, () => store.get(...args)),
      getMany: (...args) => this.#read(args[2].length, () => store.getMany(...args)),
      list: (...args) => this.#follow(() => store.list(...args)),
      versions: (...args) => {
        this.versionPages += 1;
        return this.#follow(() => store.versions(...args));
      },
      put: (...args) => this.#follow(() => store.put(...args)),
      delete: (...args) => this.#follow(() => store.delete(...args)),
    };
  }

  #read<T>(keys: number, call: () => Promise<T>): Promise<T> {
    this.reads += keys;
    return this.#follow(call);
  }

  async #follow<T>(call: () => Promise<T>): Promise<T> {
    this.underWay += 1;
    try {
      return await call();
    } finally {
      this.underWay -= 1;
    }
  }
}
