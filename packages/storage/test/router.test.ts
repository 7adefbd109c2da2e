import assert from 'node:assert/strict';
import { configTags } from '@leasehold/domain';
import { StoreRouter } from '@leasehold/storage';
import { after, before, describe, it } from 'mocha';
import { StoreBench } from './aws/store-bench.ts';

describe('the routing table', () => {
  let bench: StoreBench;
  before(async () => {
    bench = await StoreBench.start();
  });
  after(() => bench.close());

  it('answers the store of each tag', () => {
    const router = new StoreRouter({
      tenant_config: bench.store('tenant_config'),
      param_config: bench.store('param_config'),
    });
    for (const tag of configTags) assert.equal(router.storeFor(tag).tag, tag);
  });

  it('refuses a row that holds the store of another tag', () => {
    const parameters = bench.store('param_config');
    assert.throws(
      () => new StoreRouter({ tenant_config: parameters, param_config: parameters }),
      /row of tenant_config/,
    );
  });
});
