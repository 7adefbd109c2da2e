import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { type Instance, theme } from '../kill-switch/two-instances.ts';
import { NotifiedInstances } from './notified-instances.ts';

const endpoint = { service: 'orders', key: 'param_config_endpoint' } as const;

describe('A change made elsewhere', () => {
  let notified: NotifiedInstances;

  beforeEach(async () => {
    notified = await NotifiedInstances.start();
  });
  afterEach(() => notified.close());

  const put = (key: typeof theme | typeof endpoint, tenant: string, value: string, expectedVersion = 0n) =>
    notified.world.first.client.call('putConfig', notified.world.token(tenant), { ...key, value, expectedVersion });
  const read = async ({ client }: Instance, key: typeof theme | typeof endpoint, tenant: string) =>
    (await client.call('getConfig', notified.world.token(tenant), key)).entry?.value;

  /** Reads until `value` is there, which only a refresh can bring about: values are served from memory for an hour. */
  async function comesToRead(instance: Instance, key: typeof theme | typeof endpoint, value: string): Promise<void> {
    let seen: string | undefined;
    for (let reads = 0; reads < 5_000 && seen !== value; reads += 1) seen = await read(instance, key, 'acme');
    assert.equal(seen, value, notified.lines.join('\n'));
  }

  it('by another instance is read on this one, by way of the stream, and its neighbour is not told of', async () => {
    const { second } = notified.world;
    for (const tenant of ['acme', 'globex']) await put(theme, tenant, 'old');
    await comesToRead(second, theme, 'old');
    await put(theme, 'acme', 'new', 1n);
    await comesToRead(second, theme, 'new');
    assert.equal(await read(second, theme, 'globex'), 'old');
    assert.ok(notified.lines.every((line) => !/acme|globex|theme/.test(line)));
  }).timeout(60_000);

  it('past Leasehold, in Parameter Store, is read by way of its event', async () => {
    const { first, second } = notified.world;
    await put(endpoint, 'acme', 'old');
    for (const instance of [first, second]) await comesToRead(instance, endpoint, 'old');
    await notified.putParameter('acme', 'orders', 'endpoint', 'new');
    for (const instance of [first, second]) await comesToRead(instance, endpoint, 'new');
  }).timeout(60_000);
});
