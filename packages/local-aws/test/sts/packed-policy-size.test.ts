import assert from 'node:assert/strict';
import { localDeployment, renderPolicy, sessionPolicy } from '@leasehold/policies';
import { describe, it } from 'mocha';
import { AwsError } from '../../src/endpoint/aws-error.ts';
import { packedPolicySize } from '../../src/sts/packed-policy-size.ts';

describe('the packed size of session policy and tags', () => {
  it('is absent when there is neither', () => {
    assert.equal(packedPolicySize(undefined, {}), null);
  });

  it('grows with either', () => {
    const policy = renderPolicy(sessionPolicy(localDeployment, 'acme', { access: 'read', service: 'orders' }));
    const tags = { TenantId: 'acme', UserRole: 'reader' };
    const [alone, tagged] = [packedPolicySize(policy, {}) ?? 0, packedPolicySize(policy, tags) ?? 0];
    assert.ok(alone > 0 && tagged > alone && tagged < 100, `${alone}, ${tagged}`);
  });

  it('refuses what does not fit, though each part is within its own limits', () => {
    const tags = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`key${index}`, 'v'.repeat(250)]));
    assert.throws(
      () => packedPolicySize(undefined, tags),
      (error) => error instanceof AwsError && error.code === 'PackedPolicyTooLarge' && error.status === 400,
    );
  });

  it('has room for the largest session this project opens', () => {
    const letters = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_';
    const tenant = letters;
    const service = [...letters].reverse().join('').replace(/^_/, 'Z').slice(0, 63);
    const policy = renderPolicy(sessionPolicy(localDeployment, tenant, { access: 'write', service }));
    assert.ok((packedPolicySize(policy, { TenantId: tenant, UserRole: 'reader' }) ?? 0) <= 100);
  });
});
