import assert from 'node:assert/strict';
import { type ConfigName, configTags, LeaseholdError, type TenantCredentials } from '@leasehold/domain';
import type { ConfigStore } from '@leasehold/storage';
import fc from 'fast-check';
import { after, before, describe, it } from 'mocha';
import { orders, StoreBench } from '../aws/store-bench.ts';
import { name, write } from './writing.ts';

/** What any store must behave like: a map whose versions only grow. `value` is null after a deletion. */
class Model {
  readonly keys = new Map<ConfigName, { version: number; value: string | null }>();

  live(key: ConfigName): { version: number; value: string } | null {
    const held = this.keys.get(key);
    return held === undefined || held.value === null ? null : { version: held.version, value: held.value };
  }

  change(key: ConfigName, value: string | null): number {
    const version = (this.keys.get(key)?.version ?? 0) + 1;
    this.keys.set(key, { version, value });
    return version;
  }
}

interface Real {
  readonly store: ConfigStore;
  readonly session: TenantCredentials;
}

type Command = fc.AsyncCommand<Model, Real>;

/** The version or the error's code and current version. */
async function outcome(change: Promise<number>): Promise<string> {
  try {
    return `version ${await change}`;
  } catch (error) {
    assert.ok(error instanceof LeaseholdError, String(error));
    return 'currentVersion' in error ? `${error.code} ${error.currentVersion}` : error.code;
  }
}

/** Writes on the current version moved by `offset`; 0 is a write that must go through. */
class Put implements Command {
  readonly #key: ConfigName;
  readonly #value: string;
  readonly #offset: number;

  constructor(key: ConfigName, value: string, offset: number) {
    this.#key = key;
    this.#value = value;
    this.#offset = offset;
  }

  check(): boolean {
    return true;
  }

  async run(model: Model, { store, session }: Real): Promise<void> {
    const current = model.live(this.#key)?.version ?? 0;
    const expected = Math.max(0, current + this.#offset);
    const put = store.put(session, orders, this.#key, write(this.#value, expected)).then(({ version }) => version);
    const said = await outcome(put);
    const right =
      expected === current ? `version ${model.change(this.#key, this.#value)}` : `version-conflict ${current}`;
    assert.equal(said, right);
  }

  toString(): string {
    return `put ${this.#key} ${JSON.stringify(this.#value)} at ${this.#offset}`;
  }
}

class Delete implements Command {
  readonly #key: ConfigName;
  readonly #offset: number;

  constructor(key: ConfigName, offset: number) {
    this.#key = key;
    this.#offset = offset;
  }

  check(): boolean {
    return true;
  }

  async run(model: Model, { store, session }: Real): Promise<void> {
    const current = model.live(this.#key)?.version ?? 0;
    const expected = Math.max(1, current + this.#offset);
    const said = await outcome(store.delete(session, orders, this.#key, { expectedVersion: expected, author: 'ann' }));
    if (current === 0) assert.equal(said, 'not-found');
    else if (expected === current) assert.equal(said, `version ${model.change(this.#key, null)}`);
    else assert.equal(said, `version-conflict ${current}`);
  }

  toString(): string {
    return `delete ${this.#key} at ${this.#offset}`;
  }
}

/** Reads everything three ways, and each must agree with the model. */
class ReadAll implements Command {
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  check(): boolean {
    return true;
  }

  async run(model: Model, { store, session }: Real): Promise<void> {
    const right = new Map(keys.map((key) => [key, model.live(key)]));
    const many = await store.getMany(session, orders, keys);
    for (const key of keys) {
      const one = await store.get(session, orders, key);
      for (const entry of [one, many.get(key)]) {
        assert.ok(entry !== undefined && !(entry instanceof Error));
        assert.deepEqual(entry && { version: entry.version, value: entry.value }, right.get(key));
      }
    }
    const listed = new Map<ConfigName, { version: number; value: string | null }>();
    let after: string | null = null;
    for (let pages = 0; pages < 20; pages += 1) {
      const page = await store.list(session, orders, { limit: this.#limit, after });
      for (const { key, version, value } of page.entries) listed.set(key.name, { version, value });
      after = page.next;
      if (after === null) break;
    }
    assert.equal(after, null);
    assert.deepEqual(listed, new Map([...right].filter(([, held]) => held !== null)));
    const { versions } = await store.versions(session, orders, { limit: 100, after: null });
    assert.deepEqual(versions, new Map([...listed].map(([key, { version }]) => [key, version])));
  }

  toString(): string {
    return `read all, ${this.#limit} a page`;
  }
}

const keys: readonly ConfigName[] = ['a', 'a.b', 'A', '...', '-', 'HISTORY'].map(name).sort();
const key = fc.constantFrom(...keys);
const offset = fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constantFrom(-1, 1, 7) });
const value = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }).filter((text) => !text.includes('{{'));
const commands = fc.commands(
  [
    fc.tuple(key, value, offset).map(([k, v, o]) => new Put(k, v, o)),
    fc.tuple(key, offset).map(([k, o]) => new Delete(k, o)),
    fc.integer({ min: 1, max: 5 }).map((limit) => new ReadAll(limit)),
  ],
  { maxCommands: 40 },
);

for (const tag of configTags) {
  describe(`compare-and-set of ${tag}_ keys`, () => {
    let bench: StoreBench;
    before(async () => {
      bench = await StoreBench.start();
    });
    after(() => bench.close());

    it('is that of a map whose versions only grow, for any sequence of operations', async () => {
      let run = 0;
      await fc.assert(
        fc.asyncProperty(commands, async (sequence) => {
          // A tenant of its own for each sequence is a store of its own.
          const session = await bench.writer(`tenant-${run++}`);
          const real = { store: bench.store(tag), session };
          await fc.asyncModelRun(() => ({ model: new Model(), real }), sequence);
        }),
        { numRuns: 25 },
      );
    });
  });
}
