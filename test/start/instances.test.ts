import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { status } from '@grpc/grpc-js';
import { ConfigClient, Operator } from '@leasehold/dev';
import { localDeployment } from '@leasehold/policies';
import { after, before, describe, it } from 'mocha';
import { type DevFile, emptyFolder, leasehold, removeFolder, Started } from './started.ts';

const places = [
  { service: 'orders', key: 'tenant_config_theme' },
  { service: 'orders', key: 'param_config_endpoint' },
];

describe('start --instances 3, as a user runs it', () => {
  let started: Started;
  let dev: DevFile;
  let clients: readonly ConfigClient[];
  let folder: string;

  before(async () => {
    folder = await emptyFolder();
    started = new Started(folder, ['--instances', '3']);
    dev = await started.ready();
    clients = dev.instances.map(({ grpc }) => new ConfigClient(grpc));
  });

  after(async () => {
    for (const client of clients) client.close();
    await started.stop();
    await removeFolder(folder);
  });

  it('says where each of them is', () => {
    const { grpc, refresh, metrics } = dev;
    assert.deepEqual(dev.instances[0], { grpc, refresh, metrics });
    assert.equal(new Set(dev.instances.flatMap((each) => Object.values(each))).size, 9);
    for (const each of dev.instances) {
      for (const address of [each.grpc, each.refresh]) assert.ok(started.said.includes(address), address);
    }
  });

  for (const place of places) {
    it(`tells all of them of a change behind them (${place.key}), though they have the value in memory`, async () => {
      const operator = new Operator({ endpoint: dev.aws, operator: dev.operator }, localDeployment);
      const read = async (client: ConfigClient) =>
        (await client.call('getConfig', dev.tokens.acme.reader, place)).entry?.value;
      for (const client of clients) await read(client);
      await operator.put('acme', place, 'changed behind');
      operator.close();
      for (const client of clients) {
        // Values are in memory for half a minute and more; so many reads are over long before.
        let seen: string | undefined;
        for (let reads = 0; reads < 5_000 && seen !== 'changed behind'; reads += 1) seen = await read(client);
        assert.equal(seen, 'changed behind');
      }
    });
  }

  it('cuts a tenant off on all of them by one command', async () => {
    const { code, output } = await leasehold(folder, 'revoke', 'globex', '--local');
    assert.equal(code, 0, output);
    for (const { refresh } of dev.instances) assert.ok(output.includes(`  ${refresh}  acknowledged`), output);
    for (const client of clients) {
      await assert.rejects(client.call('getConfig', dev.tokens.globex.reader, places[0] ?? {}), {
        code: status.PERMISSION_DENIED,
      });
    }
  });

  it('ends all of them, and leaves logs without tokens', async () => {
    const { code, errors } = await started.stop();
    assert.deepEqual([code, errors], [0, '']);
    for (const file of ['service.log', 'service-2.log', 'service-3.log', 'notifier.log']) {
      const log = await readFile(join(folder, '.leasehold', file), 'utf8');
      assert.ok(log.length > 0, file);
      assert.doesNotMatch(log, /eyJ|changed behind/, file);
    }
  });
});
