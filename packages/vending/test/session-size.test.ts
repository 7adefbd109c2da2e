import assert from 'node:assert/strict';
import { localDeployment, renderPolicy, sessionPolicy } from '@leasehold/policies';
import { describe, it } from 'mocha';
import { checkSessionSize } from '../src/session-size.ts';

const tags = { TenantId: 'acme', UserRole: 'reader' } as const;

/** Text that does not pack: AWS's limit on packed size is reached long before that on characters. */
function noise(characters: number): string {
  let state = 7;
  const next = () => {
    state = (state * 48_271) % 2_147_483_647;
    return String.fromCharCode(33 + (state % 90));
  };
  return Array.from({ length: characters }, next).join('');
}

describe('the size of a session', () => {
  it('may be that of a policy of 2,048 characters, and not one more', () => {
    checkSessionSize('a'.repeat(2_048), tags);
    assert.throws(() => checkSessionSize('a'.repeat(2_049), tags), {
      name: 'VendingFaultError',
      message: /has 2049 characters; STS takes 2048/,
    });
  });

  it('may not be more than STS packs, by our estimate, tags included', () => {
    checkSessionSize(noise(1_000), tags);
    assert.throws(() => checkSessionSize(noise(1_500), tags), {
      name: 'VendingFaultError',
      message: /take about 1\d\d percent/,
    });
    let most = 1_000;
    const fits = (tenant: string) => {
      try {
        checkSessionSize(noise(most), { ...tags, TenantId: tenant });
        return true;
      } catch {
        return false;
      }
    };
    while (fits('acme')) most += 1;
    most -= 1;
    assert.ok(fits('acme') && !fits('a'.repeat(63)));
  });

  it('fits for every legal name in the deployment that ships', () => {
    const longest = 'q7Zk_W2fXb9-Lr4VtNc8Yh1Gd5Mj0SpEa6UoIi3BwQyTxRzKvHnFgCmDlJsAePu';
    for (const access of ['read', 'write'] as const) {
      const policy = renderPolicy(sessionPolicy(localDeployment, longest, { access, service: longest }));
      checkSessionSize(policy, { TenantId: longest, UserRole: 'writer' });
    }
  });
});
