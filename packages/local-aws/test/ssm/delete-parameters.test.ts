import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'mocha';
import { arn, TestStore } from './parameter-store.ts';

describe('DeleteParameter and DeleteParameters', () => {
  let store: TestStore;

  beforeEach(async () => {
    store = await TestStore.make();
    for (const path of ['/a/x', '/a/y', '/a/z']) await store.put(path, 'v');
  });

  it('deletes one, once', async () => {
    assert.deepEqual(await store.ask('DeleteParameter', { Name: '/a/x' }), {});
    assert.equal((await store.attempt('DeleteParameter', { Name: '/a/x' })).error?.code, 'ParameterNotFound');
  });

  it('deletes several, and names what was not there', async () => {
    assert.deepEqual(await store.ask('DeleteParameters', { Names: ['/a/x', '/a/none', '/a/z'] }), {
      DeletedParameters: ['/a/x', '/a/z'],
      InvalidParameters: ['/a/none'],
    });
  });

  it('deletes none of several when one of them is denied', async () => {
    const { error } = await store.attempt(
      'DeleteParameters',
      { Names: ['/a/x', '/a/y'] },
      (ask) => ask.resource === arn('/a/x'),
    );
    assert.equal(error?.code, 'AccessDeniedException');
    assert.equal((await store.attempt('GetParameter', { Name: '/a/x' })).error, null);
  });

  for (const Name of [arn('/a/x'), '/a/x:1', '/a/*']) {
    it(`does not take ${Name}`, async () => {
      for (const [operation, input] of [
        ['DeleteParameter', { Name }],
        ['DeleteParameters', { Names: [Name] }],
      ] as const) {
        const { error, call } = await store.attempt(operation, input);
        assert.equal(error?.code, 'ValidationException');
        assert.deepEqual(call.asks, []);
      }
    });
  }
});
