import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { iamClient } from '../src/iam-client.ts';
import { PolicyAccess } from '../src/policy-access.ts';
import { RevocationError } from '../src/revocation-errors.ts';

describe('A call of IAM', () => {
  it('ends after eight seconds, also when credentials are never found', async () => {
    const iam = iamClient({ region: 'eu-west-1', credentials: () => new Promise(() => {}) });
    const asked: number[] = [];
    const over = new AbortController();
    const policy = new PolicyAccess(iam, 'arn:aws:iam::111122223333:policy/x', (ms) => {
      asked.push(ms);
      return over.signal;
    });
    const call = policy.facts();
    over.abort(new DOMException('too late', 'TimeoutError'));
    await assert.rejects(call, (error: unknown) => {
      assert.ok(error instanceof RevocationError);
      assert.equal(error.code, 'iam-unavailable');
      assert.match(error.message, /iam:GetPolicy failed \(TimeoutError\)/);
      return true;
    });
    assert.deepEqual(asked, [8_000]);
    policy.close();
  });
});
