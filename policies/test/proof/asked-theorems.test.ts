import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { documentNames } from '../../src/policy-set.ts';
import { askedTheorems } from '../../src/proof/asked-theorems.ts';
import { theorems } from '../../src/proof/theorems/all.ts';

const offered = ['service control policy', 'resource control policy'];

describe('The theorems that are asked of a set', () => {
  it('are all, when every document is there', () => {
    const { only, notAttached } = askedTheorems(undefined, []);
    assert.deepEqual(
      only,
      theorems.map(({ name }) => name),
    );
    assert.deepEqual(notAttached, []);
  });

  it('are without the one about a policy of the organisation that is not there, and only that', () => {
    const { only, notAttached } = askedTheorems(undefined, ['organization-scp', 'tenant-table', 'tenant-boundary']);
    assert.deepEqual(
      notAttached.map(({ name }) => name),
      ['service control policy'],
    );
    assert.equal(only.length, theorems.length - 1);
    assert.ok(!only.includes('service control policy'));
  });

  it('never leave out one that the product needs, whatever is missing', () => {
    const { only } = askedTheorems(undefined, documentNames);
    assert.deepEqual(
      only,
      theorems.map(({ name }) => name).filter((name) => !offered.includes(name)),
    );
  });

  it('are the named ones, whatever is missing', () => {
    assert.deepEqual(askedTheorems(offered, documentNames), { only: offered, notAttached: [] });
  });
});
