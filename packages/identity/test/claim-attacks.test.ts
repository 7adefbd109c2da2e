import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { AttackedVerifier } from './attacked-verifier.ts';
import type { Claims } from './test-issuer.ts';

const tagsClaim = 'https://aws.amazon.com/tags';
const sourceIdentityClaim = 'https://aws.amazon.com/source_identity';

describe('the token attack table: claims', () => {
  const attacked = new AttackedVerifier();

  describe('standard claims', () => {
    const cases: readonly [string, () => Claims, string][] = [
      ['a foreign issuer', () => ({ iss: attacked.foreign.url }), 'unknown-issuer'],
      ['no issuer', () => ({ iss: undefined }), 'unknown-issuer'],
      ['an array of issuers', () => ({ iss: [attacked.issuer.url] }), 'unknown-issuer'],
      ['an issuer with a slash more', () => ({ iss: `${attacked.issuer.url}/` }), 'unknown-issuer'],
      ['an issuer in other case', () => ({ iss: attacked.issuer.url.toUpperCase() }), 'unknown-issuer'],
      ['a foreign audience', () => ({ aud: 'client-3' }), 'audience'],
      ['no audience', () => ({ aud: undefined }), 'audience'],
      ['an empty audience', () => ({ aud: '' }), 'audience'],
      ['an empty audience list', () => ({ aud: [] }), 'audience'],
      ['a Cognito client id in place of the audience', () => ({ aud: undefined, client_id: 'client-1' }), 'audience'],
      ['a foreign authorized party', () => ({ azp: 'client-3' }), 'audience'],
      ['a list of authorized parties', () => ({ azp: ['client-1'] }), 'audience'],
      ['a second audience among others, without azp', () => ({ aud: ['other', 'client-2'] }), 'audience'],
      ['both our audiences, without azp', () => ({ aud: ['client-1', 'client-2'] }), 'audience'],
      ['one audience twice, without azp', () => ({ aud: ['client-1', 'client-1'] }), 'audience'],
      ['several audiences with null for azp', () => ({ aud: ['other', 'client-2'], azp: null }), 'audience'],
      ['several audiences with a foreign azp', () => ({ aud: ['other', 'client-2'], azp: 'other' }), 'audience'],
      ['several foreign audiences with our azp', () => ({ aud: ['other', 'more'], azp: 'client-1' }), 'audience'],
      ['the other token use', () => ({ token_use: 'access' }), 'token-use'],
      ['no token use', () => ({ token_use: undefined }), 'token-use'],
      ['a list of token uses', () => ({ token_use: ['id'] }), 'token-use'],
      ['no expiry', () => ({ exp: undefined }), 'no-expiry'],
      ['an expiry before time', () => ({ exp: -1 }), 'no-expiry'],
      ['an expiry after time', () => ({ exp: 1e300 }), 'no-expiry'],
      ['the expiry just reached', () => ({ exp: attacked.clock.seconds() }), 'expired'],
      ['an expiry long past', () => ({ exp: attacked.clock.seconds(-3600) }), 'expired'],
      ['nbf ahead', () => ({ nbf: attacked.clock.seconds(60) }), 'not-yet-valid'],
      ['iat ahead', () => ({ iat: attacked.clock.seconds(60) }), 'not-yet-valid'],
      ['no subject', () => ({ sub: undefined }), 'subject-claim'],
      ['an empty subject', () => ({ sub: '' }), 'subject-claim'],
      ['an over-long subject', () => ({ sub: 's'.repeat(256) }), 'subject-claim'],
      ['a line break in the subject', () => ({ sub: 'user\n{"level":50}' }), 'subject-claim'],
      // These the library refuses as no JWT at all.
      ['an expiry as text', () => ({ exp: '9999999999' }), 'signature'],
      ['a subject as a number', () => ({ sub: 1 }), 'signature'],
      ['nbf as text', () => ({ nbf: 'soon' }), 'signature'],
    ];
    for (const [what, changes, reason] of cases) {
      it(`refuses ${what}`, async () => attacked.refuses(await attacked.issuer.mint(changes()), reason));
    }

    it('accepts another configured audience as the authorized party', async () => {
      const token = await attacked.issuer.mint({ azp: 'client-2' });
      assert.equal((await attacked.accepts(token)).tenant, 'acme');
    });

    it('accepts a list of one audience', async () => {
      assert.equal((await attacked.accepts(await attacked.issuer.mint({ aud: ['client-2'] }))).tenant, 'acme');
    });

    it('accepts a second audience among others that azp names, and an issuer clock 5 s ahead', async () => {
      const token = await attacked.issuer.mint({
        aud: ['other', 'client-2'],
        azp: 'client-2',
        nbf: attacked.clock.seconds(5),
        iat: attacked.clock.seconds(5),
      });
      assert.equal((await attacked.accepts(token)).tenant, 'acme');
    });
  });

  describe('the tenant, role and service claims', () => {
    const tenants: readonly [string, unknown][] = [
      ['missing', undefined],
      ['null', null],
      ['empty', ''],
      ['a number', 7],
      ['an array', ['acme']],
      ['two tenants', ['acme', 'globex']],
      ['an object', { id: 'acme' }],
      ['one character', 'a'],
      ['64 characters', 'a'.repeat(64)],
      ['a wildcard', '*'],
      ['a wildcard after a prefix', 'acme*'],
      ['a question mark', 'acm?'],
      ['a slash', 'acme/orders'],
      ['a hash', 'acme#1'],
      ['a bar', 'acme|SERVICE'],
      ['a colon', 'acme:orders'],
      ['a policy variable', '${aws:username}'],
      ['a dot', 'acme.eu'],
      ['a comma', 'acme,globex'],
      ['NUL', 'acme\u0000'],
      ['a newline at the end', 'acme\n'],
      ['a space inside', 'a b'],
      ['a space before', ' acme'],
      ['a space after', 'acme '],
      ['a leading hyphen', '-acme'],
      ['a Cyrillic look-alike', '\u0430cme'],
      ['full-width letters', '\uff41\uff43\uff4d\uff45'],
      ['a combining accent', 'acme\u0301'],
      ['a zero-width space', 'ac\u200bme'],
      ['a soft hyphen', 'ac\u00adme'],
      ['a dotless i', 'd\u0131gital'],
      ['a lone surrogate', 'acme\ud800'],
    ];
    for (const [what, tenant] of tenants) {
      it(`refuses a tenant that is ${what}: ${JSON.stringify(tenant)?.slice(0, 40)}`, async () => {
        const tags = { principal_tags: { TenantId: [tenant], UserRole: ['reader'] } };
        const changes = { 'custom:tenantId': tenant, [tagsClaim]: tags, [sourceIdentityClaim]: tenant };
        await attacked.refuses(await attacked.issuer.mint(changes), 'tenant-claim');
      });
    }

    for (const role of [undefined, null, '', 'Reader', 'READER', 'root', 'reader ', 'reader,admin', ['admin'], 1, {}]) {
      it(`refuses the role ${JSON.stringify(role)}`, async () => {
        await attacked.refuses(await attacked.issuer.mint({ 'custom:userRole': role }), 'role-claim');
      });
    }

    const many = Array.from({ length: 51 }, (_, index) => `s${index}`);
    const services: readonly unknown[] = [
      '',
      ',',
      'orders,',
      ',orders',
      'orders,,billing',
      'orders, billing',
      'orders;billing',
      'or*ers',
      'a/b',
      [],
      [''],
      ['orders', 1],
      ['orders,billing'],
      [['orders']],
      null,
      true,
      7,
      {},
      'x'.repeat(64),
      many,
      many.join(','),
    ];
    for (const claim of services) {
      it(`refuses the services ${JSON.stringify(claim).slice(0, 40)}`, async () => {
        await attacked.refuses(await attacked.issuer.mint({ 'custom:services': claim }), 'services-claim');
      });
    }

    for (const claim of ['orders,billing,orders', ['orders', 'billing', 'orders']]) {
      it(`reads ${JSON.stringify(claim)} as a sorted set`, async () => {
        const verified = await attacked.accepts(await attacked.issuer.mint({ 'custom:services': claim }));
        assert.deepEqual(verified.services, ['billing', 'orders']);
        assert.ok(Object.isFrozen(verified.services));
      });
    }
  });

  describe('what the token tells STS', () => {
    const good = { TenantId: ['acme'], UserRole: ['reader'] };
    const tags: readonly [string, unknown][] = [
      ['missing', undefined],
      ['null', null],
      ['an array', [good]],
      ['without principal tags', {}],
      ['naming another tenant', { principal_tags: { ...good, TenantId: ['globex'] } }],
      ['naming two tenants', { principal_tags: { ...good, TenantId: ['acme', 'globex'] } }],
      ['with the tenant as text', { principal_tags: { ...good, TenantId: 'acme' } }],
      ['without a tenant', { principal_tags: { UserRole: ['reader'] } }],
      ['naming a higher role', { principal_tags: { ...good, UserRole: ['admin'] } }],
      ['without a role', { principal_tags: { TenantId: ['acme'] } }],
      ['with a further tag', { principal_tags: { ...good, Team: ['x'] } }],
      ['with a tag key twice but for case', { principal_tags: { ...good, tenantid: ['globex'] } }],
      ['with a further member', { principal_tags: good, extra: true }],
      ['with a foreign transitive key', { principal_tags: good, transitive_tag_keys: ['Team'] }],
      ['with transitive keys as text', { principal_tags: good, transitive_tag_keys: 'TenantId' }],
    ];
    for (const [what, claim] of tags) {
      it(`refuses a tags claim ${what}`, async () => {
        await attacked.refuses(await attacked.issuer.mint({ [tagsClaim]: claim }), 'session-tags-claim');
      });
    }

    for (const identity of [undefined, null, '', 'globex', ['acme'], 'acme ']) {
      it(`refuses the source identity ${JSON.stringify(identity)}`, async () => {
        await attacked.refuses(
          await attacked.issuer.mint({ [sourceIdentityClaim]: identity }),
          'source-identity-claim',
        );
      });
    }

    for (const name of [
      `${tagsClaim}/principal_tags/TenantId`,
      'https://AWS.amazon.com/tags',
      'https://aws.amazon.com/x',
    ]) {
      it(`refuses the further claim ${name}`, async () => {
        await attacked.refuses(await attacked.issuer.mint({ [name]: ['globex'] }), 'session-tags-claim');
      });
    }

    it('accepts transitive keys among the two tags', async () => {
      const claim = { principal_tags: good, transitive_tag_keys: ['TenantId', 'UserRole'] };
      assert.equal((await attacked.accepts(await attacked.issuer.mint({ [tagsClaim]: claim }))).tenant, 'acme');
    });
  });
});
