import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { policyDigest, renderPolicy, sessionPolicy } from '../../src/index.ts';
import { usualDeployment } from '../deployments.ts';
import { scopes } from './scopes.ts';

describe('rendering', () => {
  it('gives the same bytes and digest for the same inputs', () => {
    const scope = { access: 'read', service: 'orders' } as const;
    const one = sessionPolicy(usualDeployment, 'acme', scope);
    const two = sessionPolicy({ ...usualDeployment }, 'acme', { ...scope });
    assert.equal(renderPolicy(one), renderPolicy(two));
    assert.equal(policyDigest(one), policyDigest(two));
  });

  it('digests the rendered text with SHA-256, in hex', () => {
    const document = { Version: '2012-10-17', Statement: [] } as const;
    // printf '{"Version":"2012-10-17","Statement":[]}' | sha256sum
    assert.equal(renderPolicy(document), '{"Version":"2012-10-17","Statement":[]}');
    assert.equal(policyDigest(document), '8f907b489532ad56fb7c52f3acc89b27680ed51296bf03984ce78d2b7b96076a');
  });

  it('gives every tenant, service and access its own digest', () => {
    const digests = ['acme', 'acme2', 'globex'].flatMap((tenant) =>
      scopes.map((scope) => policyDigest(sessionPolicy(usualDeployment, tenant, scope))),
    );
    assert.equal(new Set(digests).size, digests.length);
  });
});
