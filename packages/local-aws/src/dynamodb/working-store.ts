import type { ItemChange } from './committed-write.ts';
import {
  type ActionStore,
  type Attributes,
  type DynaliteStore,
  database,
  type SubDatabase,
} from './dynalite-modules.ts';
import { itemBytes, largestItem } from './item-size.ts';
import { ValueStream } from './value-stream.ts';

type Callback = (error: unknown, value?: unknown) => void;
type Fail = (error: unknown) => void;

const tooLarge = {
  put: 'Item size has exceeded the maximum allowed size',
  update: 'Item size to update has exceeded the maximum allowed size',
} as const;

/**
 * What dynalite's actions see instead of the database: reads go through, writes (items and their index entries) are held
 * back until `flush` applies all of them as one atomic batch. A transaction is therefore dynalite's own PutItem, UpdateItem
 * and DeleteItem, run one after the other on one of these.
 */
export class WorkingStore {
  readonly #store: DynaliteStore;
  readonly #writes = new Map<string, unknown>();
  #bytes = 0;

  constructor(store: DynaliteStore) {
    this.#store = store;
  }

  /** Bytes of the items to be written. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The store for one action; `fail` gets what the action throws inside a callback. */
  view(kind: 'put' | 'update', fail: Fail): ActionStore {
    const guarded =
      (callback: Callback): Callback =>
      (error, value) => {
        try {
          callback(error, value);
        } catch (thrown) {
          fail(thrown);
        }
      };
    return {
      options: this.#store.options,
      getTable: (name, checkStatus, callback) => {
        if (typeof checkStatus === 'function') this.#store.getTable(name, guarded(checkStatus as Callback));
        else if (callback !== undefined) this.#store.getTable(name, checkStatus, guarded(callback));
      },
      getItemDb: (table) => this.#subDatabase(`item-${table}`, tooLarge[kind], guarded, fail),
      getIndexDb: (kindOfIndex, table, index) =>
        this.#subDatabase(`index-${kindOfIndex.toLowerCase()}~${table}~${index}`, null, guarded, fail),
    };
  }

  /** The item under a key of `database.createKey`, writes of this store included. */
  async item(table: string, key: string): Promise<Attributes | undefined> {
    return (await this.#get(`item-${table}~${key}`)) as Attributes | undefined;
  }

  /** What `flush` will do to items, in the order of the steps; an item that was written twice is there once. */
  async changes(): Promise<readonly ItemChange[]> {
    const changes: ItemChange[] = [];
    for (const [key, value] of this.#writes) {
      const [, table] = itemKey.exec(key) ?? [];
      if (table === undefined) continue;
      const before = (await this.#store.db.get(key)) as Attributes | undefined;
      changes.push({ table, before, after: value as Attributes | undefined });
    }
    return changes;
  }

  /** Applies everything at once: LevelDB's batch is atomic, also across a crash. */
  async flush(): Promise<void> {
    const operations = [...this.#writes].map(([key, value]) =>
      value === undefined ? { type: 'del', key } : { type: 'put', key, value },
    );
    if (operations.length > 0) await this.#store.db.batch(operations);
  }

  // dynalite keeps all its sub-databases in one, each under `<name>~`.
  #subDatabase(name: string, limit: string | null, guarded: (callback: Callback) => Callback, fail: Fail): SubDatabase {
    const prefix = `${name}~`;
    return {
      get: (key, callback) => {
        const done = guarded(callback);
        this.#get(prefix + key).then(
          (value) => done(null, value),
          (error) => done(error),
        );
      },
      put: (key, value, callback) => {
        if (limit !== null) {
          const bytes = itemBytes(value as Attributes);
          if (bytes > largestItem) {
            callback(database.validationError(limit));
            return;
          }
          this.#bytes += bytes;
        }
        this.#writes.set(prefix + key, value);
        callback(null);
      },
      del: (key, callback) => {
        this.#writes.set(prefix + key, undefined);
        callback(null);
      },
      // Writers hold the service's exclusive lock already.
      lock: (_key, work) => work((callback) => callback),
      createValueStream: (range) => new ValueStream(this.#store.db.values(withPrefix(prefix, range)), fail),
    };
  }

  async #get(key: string): Promise<unknown> {
    if (this.#writes.has(key)) return structuredClone(this.#writes.get(key));
    return this.#store.db.get(key);
  }
}

/** `item-<table>~<key>`; a table's name has no tilde. */
const itemKey = /^item-([^~]+)~/;

/** Every bound moved behind the prefix, so that no range leaves its sub-database. */
function withPrefix(prefix: string, range: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { gt, gte, lt, lte, reverse, limit } = range;
  return {
    ...(gte === undefined && gt === undefined ? { gte: prefix } : {}),
    ...(gte === undefined ? {} : { gte: `${prefix}${gte}` }),
    ...(gt === undefined ? {} : { gt: `${prefix}${gt}` }),
    ...(lte === undefined && lt === undefined ? { lt: `${prefix}\xff` } : {}),
    ...(lte === undefined ? {} : { lte: `${prefix}${lte}` }),
    ...(lt === undefined ? {} : { lt: `${prefix}${lt}` }),
    reverse: reverse === true,
    limit: typeof limit === 'number' ? limit : -1,
  };
}
