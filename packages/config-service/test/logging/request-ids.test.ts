import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { requestIds } from '../../src/logging/request-ids.ts';

describe('request ids', () => {
  it('are 32 hex digits each and all different, within one instance and between two', () => {
    const sources = [requestIds(), requestIds()];
    const ids = sources.flatMap((newRequestId) => Array.from({ length: 1_000 }, () => newRequestId()));
    for (const id of ids) assert.match(id, /^[0-9a-f]{32}$/);
    assert.equal(new Set(ids).size, ids.length);
  });
});
