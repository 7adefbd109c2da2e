import assert from 'node:assert/strict';
import { BearerToken } from '@leasehold/domain';
import { createVerifier, IssuerSettingsError, type TrustedIssuerSettings } from '@leasehold/identity';
import { after, before, describe, it } from 'mocha';
import { ManualClock } from './manual-clock.ts';
import { refusedFor } from './refused-for.ts';
import { TestIssuer } from './test-issuer.ts';

const clock = new ManualClock();

function trusted(issuer: string, tenants?: readonly string[]): TrustedIssuerSettings {
  const scope = tenants === undefined ? {} : { tenants };
  return { kind: 'oidc', issuer, audiences: ['client-1'], tokenUse: 'id', mode: 'web-identity', ...scope };
}

function refusedSettings(issuers: readonly TrustedIssuerSettings[]): string {
  try {
    createVerifier({ issuers, clock });
  } catch (error) {
    assert.ok(error instanceof IssuerSettingsError);
    return error.message;
  }
  return 'accepted';
}

describe('the tenants an issuer speaks for', () => {
  let one: TestIssuer;
  let two: TestIssuer;

  before(async () => {
    one = await TestIssuer.start(clock);
    two = await TestIssuer.start(clock);
  });

  after(async () => {
    await one.close();
    await two.close();
  });

  function mint(issuer: TestIssuer, tenant: string): Promise<string> {
    return issuer.mint({
      'custom:tenantId': tenant,
      'https://aws.amazon.com/tags': { principal_tags: { TenantId: [tenant], UserRole: ['reader'] } },
      'https://aws.amazon.com/source_identity': tenant,
    });
  }

  const cases: readonly (readonly [readonly string[], readonly string[], readonly string[]])[] = [
    [['acme'], ['acme'], ['globex', 'acme2', 'acm', 'ACME', 'acme-eu', 'xacme']],
    [
      ['acme', 'globex'],
      ['acme', 'globex'],
      ['acme2', 'initech'],
    ],
    [['eu-*'], ['eu-acme', 'eu-1', 'eu-'], ['eu', 'eu1', 'europe', 'EU-acme', 'xeu-acme']],
    [
      ['acme', 'eu-*'],
      ['acme', 'eu-acme'],
      ['acme2', 'us-acme'],
    ],
    [['e*'], ['eu', 'e1'], ['acme']],
    [['*'], ['acme', 'globex', 'eu-1'], []],
  ];
  for (const [tenants, own, foreign] of cases) {
    it(`${JSON.stringify(tenants)}: ${own.join(', ')}, and not ${foreign.join(', ') || 'less'}`, async () => {
      // The other issuer speaks for all, so that a refusal is this issuer's own.
      const verifier = createVerifier({ issuers: [trusted(two.url, ['*']), trusted(one.url, tenants)], clock });
      for (const tenant of own) {
        const verified = await verifier.verify(new BearerToken(await mint(one, tenant)));
        assert.deepEqual([verified.tenant, verified.issuer], [tenant, one.url]);
      }
      for (const tenant of foreign) {
        const token = await mint(one, tenant);
        const refused = refusedFor('tenant-not-of-issuer', token);
        await assert.rejects(verifier.verify(new BearerToken(token)), refused);
        assert.equal(verifier.recall(token), null);
        await assert.rejects(verifier.verify(new BearerToken(token)), refused);
        assert.equal((await verifier.verify(new BearerToken(await mint(two, tenant)))).issuer, two.url);
      }
    });
  }

  it('are all of them for a single issuer that says nothing, and those it says for one that does', async () => {
    const open = createVerifier({ issuers: [trusted(one.url)], clock });
    assert.equal((await open.verify(new BearerToken(await mint(one, 'globex')))).tenant, 'globex');
    const limited = createVerifier({ issuers: [trusted(one.url, ['acme'])], clock });
    const token = await mint(one, 'globex');
    await assert.rejects(limited.verify(new BearerToken(token)), refusedFor('tenant-not-of-issuer', token));
  });

  it('must be said by each of several issuers, and the message says what, why and how', () => {
    const message = refusedSettings([trusted('https://a.example'), trusted('https://b.example')]);
    assert.match(message, /^tenants is required .* missing on https:\/\/a\.example, https:\/\/b\.example: /);
    assert.match(message, /could name the tenants of the others\. Add "tenants": \["acme", "eu-\*"\]/);
    const half = refusedSettings([trusted('https://a.example', ['acme']), trusted('https://b.example')]);
    assert.match(half, /missing on https:\/\/b\.example: /);
    const both = [trusted('https://a.example', ['acme']), trusted('https://b.example', ['*'])];
    assert.equal(refusedSettings(both), 'accepted');
  });

  const malformed: readonly (readonly [string, readonly string[]])[] = [
    ['none', []],
    ['1,001 of them', Array.from({ length: 1_001 }, (_, index) => `tenant-${index}`)],
    ['an empty text', ['']],
    ['one character', ['a']],
    ['64 characters', ['a'.repeat(64)]],
    ['a prefix of 63 characters', [`${'a'.repeat(63)}*`]],
    ['all and one more', ['*', 'acme']],
    ['two stars', ['**']],
    ['a star in front', ['*acme']],
    ['a star inside', ['ac*me']],
    ['a question mark', ['acm?']],
    ['a policy variable', ['${aws:username}']],
    ['a slash', ['acme/orders']],
    ['a line break', ['acme\n']],
    ['a look-alike', ['\u0430cme']],
    ['a leading hyphen', ['-*']],
  ];
  for (const [what, tenants] of malformed) {
    it(`are refused as ${what}`, () => {
      assert.match(
        refusedSettings([trusted('https://a.example', tenants)]),
        /^issuer https:\/\/a\.example: tenants: 1-/,
      );
    });
  }

  it('are at most 1,000, each as long as a tenant id may be', () => {
    const longest = Array.from({ length: 1_000 }, (_, index) => `t${index}`.padEnd(63, 'x'));
    assert.equal(refusedSettings([trusted('https://a.example', longest)]), 'accepted');
    assert.equal(refusedSettings([trusted('https://a.example', [`${'a'.repeat(62)}*`])]), 'accepted');
  });
});
