import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import {
  configSortKey,
  historySortKey,
  leadingKey,
  localDeployment,
  NameGrammarError,
  parameterPath,
  safeService,
  safeTenant,
  servicePath,
  sessionPolicy,
} from '../src/index.ts';

const root = localDeployment.parameterRoot;
const letters = 'abcXYZ019';
const word = (max: number, extra: string) =>
  fc.string({ unit: fc.constantFrom(...letters, ...extra), minLength: 1, maxLength: max });
const tenants = word(12, '_-').filter((text) => /^[A-Za-z0-9][A-Za-z0-9_-]+$/.test(text));
const services = word(12, '_-').filter((text) => /^[A-Za-z0-9]/.test(text));
const owners = fc.record({ tenant: tenants, service: fc.option(services, { nil: null }) });

/** Texts that would mean something in a policy, a path or a key, or look like a name and are none. */
const hostile = [
  '',
  'a\n',
  'acme\n',
  '\nacme',
  ' acme',
  'acme ',
  'a b',
  '*',
  'acme*',
  '?',
  'ac?e',
  '${aws:PrincipalTag/TenantId}',
  '${*}',
  'acme/orders',
  '/acme',
  '..',
  '../globex',
  'acme#x',
  'TENANT#acme',
  'acme|SERVICE#orders',
  'acme:orders',
  'acme=',
  'acme,globex',
  'acme@globex',
  'acme.corp',
  'acme\0',
  'аcme',
  'acmé',
  'ａｃｍｅ',
  'acme\u200b',
  '-acme',
  '_acme',
  'a'.repeat(64),
  'a'.repeat(5000),
];

describe('names in AWS', () => {
  for (const text of hostile) {
    it(`refuse ${JSON.stringify(text.slice(0, 24))} as a tenant and as a service, without repeating it`, () => {
      const attempts = [
        () => safeTenant(text),
        () => leadingKey(text, null),
        () => leadingKey(text, 'orders'),
        () => leadingKey('acme', text),
        () => servicePath(root, text, 'orders'),
        () => servicePath(root, 'acme', text),
        () => parameterPath(root, 'acme', text, 'name'),
        () => sessionPolicy(localDeployment, text, { access: 'read', service: null }),
        () => sessionPolicy(localDeployment, 'acme', { access: 'write', service: text }),
      ];
      for (const attempt of attempts) {
        assert.throws(attempt, (error) => {
          assert.ok(error instanceof NameGrammarError);
          assert.equal(error.name, 'NameGrammarError');
          return !/^[ -~]{4,}$/.test(text) || !error.message.includes(text);
        });
      }
    });
  }

  it('refuse a tenant of one character, and accept a service of one', () => {
    assert.throws(() => safeTenant('a'), NameGrammarError);
    assert.equal(safeService('a'), 'a');
  });

  it('refuse a key name that would leave its place', () => {
    for (const name of ['', 'a/b', '../x', 'a#1', 'a*', 'a b', 'a'.repeat(129), 'é', 'a\n']) {
      assert.throws(() => parameterPath(root, 'acme', 'orders', name), NameGrammarError, name);
      assert.throws(() => configSortKey(name), NameGrammarError, name);
      assert.throws(() => historySortKey(name, 1), NameGrammarError, name);
    }
  });

  it('refuse any text outside the grammar, and take any inside it unchanged', () => {
    const text = fc.oneof(fc.string({ maxLength: 80 }), fc.string({ unit: 'binary', maxLength: 80 }), tenants);
    fc.assert(
      fc.property(text, (candidate) => {
        const legal = /^[A-Za-z0-9][A-Za-z0-9_-]{1,62}$/.test(candidate) && !candidate.includes('\n');
        if (legal) assert.equal(safeTenant(candidate), candidate);
        else assert.throws(() => safeTenant(candidate), NameGrammarError);
      }),
      { numRuns: 2000 },
    );
  });

  it('give no two owners the same leading key', () => {
    fc.assert(
      fc.property(owners, owners, (one, two) => {
        const same = one.tenant === two.tenant && one.service === two.service;
        assert.equal(leadingKey(one.tenant, one.service) === leadingKey(two.tenant, two.service), same);
      }),
      { numRuns: 2000 },
    );
  });

  it('give no two owners the same path, and no path inside another', () => {
    fc.assert(
      fc.property(tenants, services, tenants, services, (tenantA, serviceA, tenantB, serviceB) => {
        const a = servicePath(root, tenantA, serviceA);
        const b = servicePath(root, tenantB, serviceB);
        assert.equal(a === b, tenantA === tenantB && serviceA === serviceB);
        assert.ok(!`${b}/`.startsWith(`${a}/`) || a === b);
      }),
      { numRuns: 2000 },
    );
  });

  it('keep a tenant and its prefix twin apart, in keys and in paths', () => {
    fc.assert(
      fc.property(tenants, fc.constantFrom('2', '-', '_', 'a', 'SERVICE'), services, (tenant, suffix, service) => {
        const twin = tenant + suffix;
        // The role policy's two patterns, with the tag in place; `*` stands for the rest.
        const matches = (key: string) => key === `TENANT#${tenant}` || key.startsWith(`TENANT#${tenant}|SERVICE#`);
        assert.ok(matches(leadingKey(tenant, service)) && matches(leadingKey(tenant, null)));
        assert.ok(!matches(leadingKey(twin, service)) && !matches(leadingKey(twin, null)));
        assert.ok(!servicePath(root, twin, service).startsWith(`/${root}/${tenant}/`));
      }),
      { numRuns: 2000 },
    );
  });

  it('order history by version in text order', () => {
    const keys = [1, 2, 9, 10, 99, 100, 12345678].map((version) => historySortKey('theme', version));
    assert.deepEqual([...keys].sort(), keys);
  });
});
