import assert from 'node:assert/strict';
import { createHmac, createPublicKey } from 'node:crypto';
import { BearerToken } from '@leasehold/domain';
import { createVerifier, type TokenVerifier } from '@leasehold/identity';
import { SignJWT } from 'jose';
import { after, before, describe, it } from 'mocha';
import { ManualClock } from './manual-clock.ts';
import { refusedFor } from './refused-for.ts';
import { type Claims, TestIssuer } from './test-issuer.ts';

const tagsClaim = 'https://aws.amazon.com/tags';
const sourceIdentityClaim = 'https://aws.amazon.com/source_identity';

describe('the token attack table', () => {
  const clock = new ManualClock();
  let issuer: TestIssuer;
  let foreign: TestIssuer;
  let verifier: TokenVerifier;

  before(async () => {
    issuer = await TestIssuer.start(clock);
    foreign = await TestIssuer.start(clock);
    verifier = createVerifier({
      issuers: [
        { kind: 'oidc', issuer: issuer.url, audiences: ['client-1', 'client-2'], tokenUse: 'id', mode: 'web-identity' },
      ],
      clock,
    });
    await verifier.refreshKeys();
  });

  after(async () => {
    await issuer.close();
    await foreign.close();
  });

  async function refuses(token: string, reason: string): Promise<void> {
    await assert.rejects(verifier.verify(new BearerToken(token)), refusedFor(reason, token));
    assert.equal(verifier.recall(token), null);
  }

  it('accepts the token that all of these are changes of', async () => {
    const token = await issuer.mint();
    const verified = await verifier.verify(new BearerToken(token));
    assert.deepEqual(
      { ...verified, token: verified.token.reveal() },
      {
        issuer: issuer.url,
        tenant: 'acme',
        role: 'reader',
        services: null,
        subject: 'user-1',
        expiresAt: clock.seconds(3600) * 1000,
        token,
      },
    );
    assert.ok(Object.isFrozen(verified));
  });

  describe('forged signatures', () => {
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const unsigned = (header: Claims, claims: Claims = {}) => `${encode(header)}.${encode(issuer.claims(claims))}`;

    for (const alg of ['none', 'None', 'nOnE', '', 'HS256', 'PS256', 'EdDSA', 'RS1', 256, null, ['RS256']]) {
      it(`refuses alg ${JSON.stringify(alg)}`, async () => {
        await refuses(`${unsigned({ alg, kid: issuer.publicJwk.kid })}.AAAA`, 'algorithm');
      });
    }

    it('refuses a header without alg', async () => {
      await refuses(`${unsigned({ kid: issuer.publicJwk.kid })}.AAAA`, 'algorithm');
    });

    it('refuses HS256 keyed with the public key in every form it is published in', async () => {
      const jwk = issuer.publicJwk;
      const key = createPublicKey({ key: jwk, format: 'jwk' });
      const secrets = [
        key.export({ type: 'spki', format: 'pem' }),
        key.export({ type: 'pkcs1', format: 'pem' }),
        key.export({ type: 'spki', format: 'der' }),
        JSON.stringify(jwk),
        Buffer.from(jwk.n ?? '', 'base64url'),
      ];
      for (const secret of secrets) {
        const input = unsigned({ alg: 'HS256', kid: jwk.kid });
        const signature = createHmac('sha256', secret).update(input).digest('base64url');
        await refuses(`${input}.${signature}`, 'algorithm');
      }
    });

    it('refuses a good signature under another algorithm name', async () => {
      const [, payload, signature] = (await issuer.mint()).split('.');
      await refuses(`${encode({ alg: 'RS512', kid: issuer.publicJwk.kid })}.${payload}.${signature}`, 'algorithm');
    });

    it("refuses another key's signature under a known key id", async () => {
      await refuses(await foreign.mint({ iss: issuer.url }, { kid: issuer.publicJwk.kid }), 'signature');
    });

    it('refuses a tampered payload', async () => {
      const [header, , signature] = (await issuer.mint()).split('.');
      await refuses(`${header}.${encode(issuer.claims({ 'custom:tenantId': 'globex' }))}.${signature}`, 'signature');
    });

    it('refuses the signature of another token of the same issuer', async () => {
      const [header, payload] = (await issuer.mint()).split('.');
      const [, , signature] = (await issuer.mint({ sub: 'user-2' })).split('.');
      await refuses(`${header}.${payload}.${signature}`, 'signature');
    });
  });

  describe('headers', () => {
    const cases: readonly [string, Claims, string][] = [
      ['jku', { jku: 'https://evil.example/jwks.json' }, 'forbidden-header'],
      ['x5u', { x5u: 'https://evil.example/cert.pem' }, 'forbidden-header'],
      ['jwk', { jwk: { kty: 'RSA', n: 'AQAB', e: 'AQAB' } }, 'forbidden-header'],
      ['x5c', { x5c: ['MIIB'] }, 'forbidden-header'],
      ['cty', { cty: 'JWT' }, 'forbidden-header'],
      ['zip', { zip: 'DEF' }, 'forbidden-header'],
      ['an access token type', { typ: 'at+jwt' }, 'token-type'],
      ['a foreign type', { typ: 'logout+jwt' }, 'token-type'],
      ['a type that is no string', { typ: 5 }, 'token-type'],
      ['no key id', { kid: undefined }, 'no-key-id'],
      ['an empty key id', { kid: '' }, 'no-key-id'],
      ['a key id that is a number', { kid: 7 }, 'no-key-id'],
      ['an over-long key id', { kid: 'k'.repeat(257) }, 'no-key-id'],
      ['an unknown key id', { kid: 'nobody' }, 'unknown-key'],
      ['a key id of the prototype', { kid: '__proto__' }, 'unknown-key'],
    ];
    for (const [what, header, reason] of cases) {
      it(`refuses ${what}`, async () => refuses(await issuer.mint({}, header), reason));
    }

    it('refuses crit, with or without an extension we could know', async () => {
      const header = Buffer.from(
        JSON.stringify({ alg: 'RS256', kid: issuer.publicJwk.kid, crit: ['b64'], b64: true }),
      ).toString('base64url');
      const [, payload, signature] = (await issuer.mint()).split('.');
      await refuses(`${header}.${payload}.${signature}`, 'forbidden-header');
    });

    it('never asks an address a token brings', async () => {
      const asked = foreign.requests;
      await refuses(await foreign.mint(), 'unknown-issuer');
      await refuses(
        await foreign.mint({ iss: issuer.url }, { jku: `${foreign.url}/.well-known/jwks.json` }),
        'forbidden-header',
      );
      assert.equal(foreign.requests, asked);
    });
  });

  describe('standard claims', () => {
    const cases: readonly [string, () => Claims, string][] = [
      ['a foreign issuer', () => ({ iss: foreign.url }), 'unknown-issuer'],
      ['no issuer', () => ({ iss: undefined }), 'unknown-issuer'],
      ['an array of issuers', () => ({ iss: [issuer.url] }), 'unknown-issuer'],
      ['an issuer with a slash more', () => ({ iss: `${issuer.url}/` }), 'unknown-issuer'],
      ['an issuer in other case', () => ({ iss: issuer.url.toUpperCase() }), 'unknown-issuer'],
      ['a foreign audience', () => ({ aud: 'client-3' }), 'audience'],
      ['no audience', () => ({ aud: undefined }), 'audience'],
      ['an empty audience', () => ({ aud: '' }), 'audience'],
      ['an empty audience list', () => ({ aud: [] }), 'audience'],
      ['a Cognito client id in place of the audience', () => ({ aud: undefined, client_id: 'client-1' }), 'audience'],
      ['the other token use', () => ({ token_use: 'access' }), 'token-use'],
      ['no token use', () => ({ token_use: undefined }), 'token-use'],
      ['a list of token uses', () => ({ token_use: ['id'] }), 'token-use'],
      ['no expiry', () => ({ exp: undefined }), 'no-expiry'],
      ['an expiry before time', () => ({ exp: -1 }), 'no-expiry'],
      ['an expiry after time', () => ({ exp: 1e300 }), 'no-expiry'],
      ['the expiry just reached', () => ({ exp: clock.seconds() }), 'expired'],
      ['an expiry long past', () => ({ exp: clock.seconds(-3600) }), 'expired'],
      ['nbf ahead', () => ({ nbf: clock.seconds(60) }), 'not-yet-valid'],
      ['iat ahead', () => ({ iat: clock.seconds(60) }), 'not-yet-valid'],
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
      it(`refuses ${what}`, async () => refuses(await issuer.mint(changes()), reason));
    }

    it('accepts a second audience among others, and an issuer clock 5 s ahead', async () => {
      const token = await issuer.mint({ aud: ['other', 'client-2'], nbf: clock.seconds(5), iat: clock.seconds(5) });
      assert.equal((await verifier.verify(new BearerToken(token))).tenant, 'acme');
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
        await refuses(await issuer.mint(changes), 'tenant-claim');
      });
    }

    for (const role of [undefined, null, '', 'Reader', 'READER', 'root', 'reader ', 'reader,admin', ['admin'], 1, {}]) {
      it(`refuses the role ${JSON.stringify(role)}`, async () => {
        await refuses(await issuer.mint({ 'custom:userRole': role }), 'role-claim');
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
        await refuses(await issuer.mint({ 'custom:services': claim }), 'services-claim');
      });
    }

    for (const claim of ['orders,billing,orders', ['orders', 'billing', 'orders']]) {
      it(`reads ${JSON.stringify(claim)} as a sorted set`, async () => {
        const verified = await verifier.verify(new BearerToken(await issuer.mint({ 'custom:services': claim })));
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
        await refuses(await issuer.mint({ [tagsClaim]: claim }), 'session-tags-claim');
      });
    }

    for (const identity of [undefined, null, '', 'globex', ['acme'], 'acme ']) {
      it(`refuses the source identity ${JSON.stringify(identity)}`, async () => {
        await refuses(await issuer.mint({ [sourceIdentityClaim]: identity }), 'source-identity-claim');
      });
    }

    for (const name of [
      `${tagsClaim}/principal_tags/TenantId`,
      'https://AWS.amazon.com/tags',
      'https://aws.amazon.com/x',
    ]) {
      it(`refuses the further claim ${name}`, async () => {
        await refuses(await issuer.mint({ [name]: ['globex'] }), 'session-tags-claim');
      });
    }

    it('accepts transitive keys among the two tags', async () => {
      const claim = { principal_tags: good, transitive_tag_keys: ['TenantId', 'UserRole'] };
      assert.equal((await verifier.verify(new BearerToken(await issuer.mint({ [tagsClaim]: claim })))).tenant, 'acme');
    });
  });

  describe('the shape of the text', () => {
    it('refuses a member given twice, however it is spelt and wherever it is', async () => {
      const text = JSON.stringify(issuer.claims());
      const twice = [
        `{"custom:tenantId":"globex",${text.slice(1)}`,
        `${text.slice(0, -1)},"custom:tenantId":"acme"}`,
        `${text.slice(0, -1)},"custom:tenant\\u0049d":"globex"}`,
        text.replace('"TenantId":', '"TenantId":["globex"],"TenantId":'),
        `{"exp":9999999999,${text.slice(1)}`,
      ];
      for (const payload of twice) await refuses(await issuer.signText(payload), 'duplicate-member');
      assert.equal((await verifier.verify(new BearerToken(await issuer.signText(text)))).tenant, 'acme');
    });

    it('refuses a header member given twice', async () => {
      const kid = issuer.publicJwk.kid;
      const header = Buffer.from(`{"alg":"RS256","kid":"${kid}","alg":"RS256"}`).toString('base64url');
      const [, payload, signature] = (await issuer.mint()).split('.');
      await refuses(`${header}.${payload}.${signature}`, 'duplicate-member');
    });

    it('refuses payloads that are no JSON object', async () => {
      for (const payload of ['[]', 'null', '"acme"', '7', '', ' ', '{', '\ufeff{}', '{}{}']) {
        const token = await issuer.signText(payload);
        await refuses(token, 'malformed');
      }
    });

    it('refuses a payload that is not UTF-8', async () => {
      const [header, , signature] = (await issuer.mint()).split('.');
      const payload = Buffer.concat([Buffer.from('{"iss":"'), Buffer.from([0xff]), Buffer.from('"}')]).toString(
        'base64url',
      );
      await refuses(`${header}.${payload}.${signature}`, 'malformed');
    });

    it('refuses a token over 16 KiB although it is signed', async () => {
      await refuses(await issuer.mint({ padding: 'x'.repeat(16 * 1024) }), 'oversized');
    });

    it('refuses every truncation', async () => {
      const token = await issuer.mint();
      for (let length = 0; length < token.length; length += 7) {
        await assert.rejects(verifier.verify(new BearerToken(token.slice(0, length))), { code: 'unauthenticated' });
      }
    });

    it('refuses the same bytes in another spelling of base64url', async () => {
      const token = await issuer.mint();
      const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
      const last = alphabet.indexOf(token.slice(-1));
      const twin = token.slice(0, -1) + alphabet.charAt(last ^ 1);
      assert.deepEqual(
        Buffer.from(twin.split('.')[2] ?? '', 'base64url'),
        Buffer.from(token.split('.')[2] ?? '', 'base64url'),
      );
      await refuses(twin, 'malformed');
    });
  });

  it('refuses a token that was signed for another purpose with a symmetric key id', async () => {
    const token = await new SignJWT(issuer.claims())
      .setProtectedHeader({ alg: 'HS256', kid: issuer.publicJwk.kid ?? '' })
      .sign(new TextEncoder().encode('a shared secret of no issuer at all'));
    await refuses(token, 'algorithm');
  });
});
