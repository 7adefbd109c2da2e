import assert from 'node:assert/strict';
import { status } from '@grpc/grpc-js';
import { ConfigService, StoreTag } from '@leasehold/contract';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { tokenOf } from '../fakes/callers.ts';
import { RunningService } from '../fakes/running-service.ts';
import type { TestClient } from '../fakes/test-client.ts';

const { listConfigs, putConfig } = ConfigService.method;
const theme = { service: 'orders', key: 'tenant_config_theme' };
const page = { service: 'orders', tag: StoreTag.TENANT_CONFIG };

describe('A listing that comes late', () => {
  let running: RunningService;
  let client: TestClient;
  let version = 0n;

  beforeEach(async () => {
    running = await RunningService.start();
    client = running.client(tokenOf('acme', 'writer'));
    version = 0n;
    await put();
  });

  afterEach(() => running.stop());

  async function put(): Promise<void> {
    const { code, reply } = await client.call(putConfig, { ...theme, value: '"x"', expectedVersion: version });
    assert.equal(code, status.OK);
    version = reply?.entry?.version ?? 0n;
  }

  /** Has a write answered after each of the first listings has read the store, and before it is answered. */
  function overtake(times: number): void {
    let left = times;
    running.stores.tenant_config.after = async (operation) => {
      if (operation !== 'list' || left === 0) return;
      left -= 1;
      await put();
    };
  }

  const listings = () => running.stores.tenant_config.calls.filter((operation) => operation === 'list').length;

  it('is read again, so that it shows nothing older than a write that was answered meanwhile', async () => {
    overtake(2);
    const listed = await client.call(listConfigs, page);
    assert.deepEqual(
      listed.reply?.entries.map((entry) => entry.version),
      [3n],
    );
    assert.equal(listings(), 3);
  });

  it('is refused when writes overtake it every time', async () => {
    overtake(10);
    assert.equal((await client.call(listConfigs, page)).code, status.UNAVAILABLE);
    assert.equal(listings(), 3);
  });
});
