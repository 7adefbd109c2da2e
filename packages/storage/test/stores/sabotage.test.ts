import assert from 'node:assert/strict';
import { configTags, IsolationRefusedError, parseTenantId } from '@leasehold/domain';
import { deploymentNames, type StoreNames } from '@leasehold/storage';
import { after, before, describe, it } from 'mocha';
import { deployment, orders, StoreBench } from '../aws/store-bench.ts';
import { name, write } from './writing.ts';

const own = deploymentNames(deployment);
const foreign = parseTenantId('globex');

/** Names of a service that has gone wrong: it asks for the other tenant's data. */
const sabotaged: StoreNames = {
  ...own,
  leadingKey: (_tenant, service) => own.leadingKey(foreign, service),
  servicePath: (_tenant, service) => own.servicePath(foreign, service),
  parameterPath: (_tenant, service, one) => own.parameterPath(foreign, service, one),
};

for (const tag of configTags) {
  describe(`a ${tag}_ store made to ask for another tenant's data`, () => {
    let bench: StoreBench;
    before(async () => {
      bench = await StoreBench.start();
      await bench.store(tag).put(await bench.writer(foreign), orders, name('theme'), write('"theirs"', 0));
    });
    after(() => bench.close());

    it('is refused by AWS whatever it asks, as reader and as writer, and changes nothing', async () => {
      const store = bench.store(tag, sabotaged);
      for (const session of [await bench.reader(), await bench.writer()]) {
        const attempts = [
          () => store.get(session, orders, name('theme')),
          () => store.getMany(session, orders, [name('theme'), name('other')]),
          () => store.list(session, orders, { limit: 10, after: null }),
          () => store.versions(session, orders, { limit: 10, after: null }),
          () => store.put(session, orders, name('theme'), write('"ours"', 1)),
          () => store.delete(session, orders, name('theme'), { expectedVersion: 1, author: 'ann' }),
        ];
        for (const attempt of attempts) {
          await assert.rejects(attempt, (error) => {
            assert.ok(error instanceof IsolationRefusedError, String(error));
            assert.match(error.action, /^(dynamodb|ssm):[A-Z][A-Za-z]+$/);
            return true;
          });
        }
      }
      const entry = await bench.store(tag).get(await bench.reader(foreign), orders, name('theme'));
      assert.equal(entry?.value, '"theirs"');
      assert.equal(entry?.version, 1);
    });

    it('leaves each refusal in the trail of the tenant whose session asked', async () => {
      const seen = bench.aws.trail.records().length;
      await bench
        .store(tag, sabotaged)
        .get(await bench.reader(), orders, name('theme'))
        .catch(() => {});
      const refusals = bench.aws.trail
        .records()
        .slice(seen)
        .filter((record) => record.errorCode === 'AccessDenied');
      assert.ok(refusals.length > 0);
      for (const { userIdentity } of refusals) assert.match(JSON.stringify(userIdentity), /"sourceIdentity":"acme"/);
    });
  });
}
