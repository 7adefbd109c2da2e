import assert from 'node:assert/strict';
import { status } from '@grpc/grpc-js';
import { type ConfigEntryMessage, ConfigService, SensitivityCode, Source, StoreTag } from '@leasehold/contract';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { tokenOf } from '../fakes/callers.ts';
import { RunningService } from '../fakes/running-service.ts';
import type { TestClient } from '../fakes/test-client.ts';

const { getConfig, batchGetConfigs, listConfigs, putConfig, deleteConfig } = ConfigService.method;

const stores = [
  { key: 'tenant_config_theme', tag: StoreTag.TENANT_CONFIG, sensitivity: SensitivityCode.NORMAL },
  { key: 'param_config_theme', tag: StoreTag.PARAM_CONFIG, sensitivity: SensitivityCode.NORMAL },
  { key: 'param_config_secret', tag: StoreTag.PARAM_CONFIG, sensitivity: SensitivityCode.SENSITIVE },
] as const;
type Stored = (typeof stores)[number];

/** Every way to read one key; `null` for nothing there. */
const reads: Readonly<Record<string, (client: TestClient, stored: Stored) => Promise<ConfigEntryMessage | null>>> = {
  getConfig: async (client, { key }) => (await client.call(getConfig, { service: 'orders', key })).reply?.entry ?? null,
  batchGetConfigs: async (client, { key }) => {
    const { reply } = await client.call(batchGetConfigs, { service: 'orders', keys: [key] });
    const outcome = reply?.results[0]?.outcome;
    return outcome?.case === 'entry' ? outcome.value : null;
  },
  listConfigs: async (client, { key, tag }) => {
    const { reply } = await client.call(listConfigs, { service: 'orders', tag });
    return reply?.entries.find((entry) => entry.key === key) ?? null;
  },
};

describe('A caller of this instance', () => {
  let running: RunningService;

  beforeEach(async () => {
    running = await RunningService.start();
  });
  afterEach(() => running.stop());

  const write = async (stored: Stored, value: string, expectedVersion: bigint): Promise<void> => {
    const { key, sensitivity } = stored;
    const writer = running.client(tokenOf('acme', 'writer'));
    const put = await writer.call(putConfig, { service: 'orders', key, value, sensitivity, expectedVersion });
    assert.equal(put.code, status.OK, put.message);
  };

  for (const stored of stores) {
    for (const [method, read] of Object.entries(reads)) {
      it(`reads at once what another has put, whatever was read before (${method}, ${stored.key})`, async () => {
        const reader = running.client(tokenOf('acme', 'reader'));
        // A secret is in no listing.
        const shown = (value: string) =>
          method === 'listConfigs' && stored.sensitivity === SensitivityCode.SENSITIVE ? undefined : value;
        assert.equal(await read(reader, stored), null);
        for (const version of [1n, 2n, 3n]) {
          await write(stored, `"${version}"`, version - 1n);
          const entry = await read(reader, stored);
          assert.deepEqual([entry?.value, entry?.version], [shown(`"${version}"`), version]);
          assert.equal((await read(reader, stored))?.version, version, 'and again');
        }
        const remover = running.client(tokenOf('acme', 'writer'));
        await remover.call(deleteConfig, { service: 'orders', key: stored.key, expectedVersion: 3n });
        assert.equal(await read(reader, stored), null);
      });

      it(`is told the version and the age of what is read (${method}, ${stored.key})`, async () => {
        const reader = running.client(tokenOf('acme', 'reader'));
        await write(stored, '"old"', 0n);
        await write(stored, '"new"', 1n);
        await read(reader, stored);
        running.clock.advance(1_500);
        const entry = await read(reader, stored);
        assert.equal(entry?.version, 2n);
        assert.ok(entry.age !== undefined, 'an age is told, of what was just read too');
        const ms = Number(entry.age.seconds) * 1_000 + entry.age.nanos / 1e6;
        assert.deepEqual([entry.source, ms], entry.source === Source.CACHE ? [Source.CACHE, 1_500] : [Source.STORE, 0]);
        assert.equal(entry.stale, false);
      });
    }
  }

  it('reads what it has put though a read that began before is answered later', async () => {
    const [stored] = stores;
    const reader = running.client(tokenOf('acme', 'reader'));
    await write(stored, '"old"', 0n);
    running.clock.advance(3_600_000);
    let answer = (): void => undefined;
    const asked = new Promise<void>((resolve) => {
      running.stores.tenant_config.after = (operation) => {
        if (operation !== 'get') return undefined;
        resolve();
        return new Promise((go) => {
          answer = go;
        });
      };
    });
    const slow = reads['getConfig']?.(reader, stored);
    await asked;
    running.stores.tenant_config.after = () => undefined;
    await write(stored, '"new"', 1n);
    answer();
    await slow;
    for (const [method, read] of Object.entries(reads)) {
      assert.deepEqual((await read(reader, stored))?.value, '"new"', method);
    }
  });
});
