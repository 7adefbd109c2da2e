import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { localDeployment, sessionPolicy } from '../src/index.ts';
import { filledSession, policySet } from '../src/policy-set.ts';

const set = policySet(localDeployment);
const tenants = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{1,62}$/);
const services = fc.option(fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/));
const accesses = fc.constantFrom('read', 'write');

describe('The set of documents', () => {
  it('has session templates that, once filled, are the session policy of any tenant and service', () => {
    fc.assert(
      fc.property(tenants, services, accesses, (tenant, service, access) => {
        const scope = { access, service };
        assert.deepEqual(filledSession(set, tenant, scope), sessionPolicy(localDeployment, tenant, scope));
      }),
    );
  });

  it('fills a template with legal names only', () => {
    assert.throws(() => filledSession(set, 'acme*', { access: 'read', service: null }), /outside its grammar/);
    assert.throws(() => filledSession(set, 'acme', { access: 'read', service: 'a/b' }), /outside its grammar/);
  });
});
