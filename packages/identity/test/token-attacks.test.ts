import assert from 'node:assert/strict';
import { createHmac, createPublicKey } from 'node:crypto';
import { SignJWT } from 'jose';
import { describe, it } from 'mocha';
import { AttackedVerifier } from './attacked-verifier.ts';
import type { Claims } from './test-issuer.ts';

describe('the token attack table: signature, header and text', () => {
  const attacked = new AttackedVerifier();

  it('accepts the token that all of these are changes of', async () => {
    const token = await attacked.issuer.mint();
    const verified = await attacked.accepts(token);
    assert.deepEqual(
      { ...verified, token: verified.token.reveal() },
      {
        issuer: attacked.issuer.url,
        tenant: 'acme',
        role: 'reader',
        services: null,
        subject: 'user-1',
        issuedAt: attacked.clock.seconds() * 1000,
        expiresAt: attacked.clock.seconds(3600) * 1000,
        token,
      },
    );
    assert.ok(Object.isFrozen(verified));
    const undated = await attacked.issuer.mint({ iat: undefined });
    assert.equal((await attacked.accepts(undated)).issuedAt, 0);
  });

  describe('forged signatures', () => {
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const unsigned = (header: Claims, claims: Claims = {}) =>
      `${encode(header)}.${encode(attacked.issuer.claims(claims))}`;

    for (const alg of ['none', 'None', 'nOnE', '', 'HS256', 'PS256', 'EdDSA', 'RS1', 256, null, ['RS256']]) {
      it(`refuses alg ${JSON.stringify(alg)}`, async () => {
        await attacked.refuses(`${unsigned({ alg, kid: attacked.issuer.publicJwk.kid })}.AAAA`, 'algorithm');
      });
    }

    it('refuses a header without alg', async () => {
      await attacked.refuses(`${unsigned({ kid: attacked.issuer.publicJwk.kid })}.AAAA`, 'algorithm');
    });

    it('refuses HS256 keyed with the public key in every form it is published in', async () => {
      const jwk = attacked.issuer.publicJwk;
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
        await attacked.refuses(`${input}.${signature}`, 'algorithm');
      }
    });

    it('refuses a good signature under another algorithm name', async () => {
      const [, payload, signature] = (await attacked.issuer.mint()).split('.');
      await attacked.refuses(
        `${encode({ alg: 'RS512', kid: attacked.issuer.publicJwk.kid })}.${payload}.${signature}`,
        'algorithm',
      );
    });

    it("refuses another key's signature under a known key id", async () => {
      await attacked.refuses(
        await attacked.foreign.mint({ iss: attacked.issuer.url }, { kid: attacked.issuer.publicJwk.kid }),
        'signature',
      );
    });

    it('refuses a tampered payload', async () => {
      const [header, , signature] = (await attacked.issuer.mint()).split('.');
      await attacked.refuses(
        `${header}.${encode(attacked.issuer.claims({ 'custom:tenantId': 'globex' }))}.${signature}`,
        'signature',
      );
    });

    it('refuses the signature of another token of the same issuer', async () => {
      const [header, payload] = (await attacked.issuer.mint()).split('.');
      const [, , signature] = (await attacked.issuer.mint({ sub: 'user-2' })).split('.');
      await attacked.refuses(`${header}.${payload}.${signature}`, 'signature');
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
      it(`refuses ${what}`, async () => attacked.refuses(await attacked.issuer.mint({}, header), reason));
    }

    it('refuses crit, with or without an extension we could know', async () => {
      const header = Buffer.from(
        JSON.stringify({ alg: 'RS256', kid: attacked.issuer.publicJwk.kid, crit: ['b64'], b64: true }),
      ).toString('base64url');
      const [, payload, signature] = (await attacked.issuer.mint()).split('.');
      await attacked.refuses(`${header}.${payload}.${signature}`, 'forbidden-header');
    });

    it('never asks an address a token brings', async () => {
      const asked = attacked.foreign.requests;
      await attacked.refuses(await attacked.foreign.mint(), 'unknown-issuer');
      await attacked.refuses(
        await attacked.foreign.mint(
          { iss: attacked.issuer.url },
          { jku: `${attacked.foreign.url}/.well-known/jwks.json` },
        ),
        'forbidden-header',
      );
      assert.equal(attacked.foreign.requests, asked);
    });
  });

  describe('the shape of the text', () => {
    it('refuses a member given twice, however it is spelt and wherever it is', async () => {
      const text = JSON.stringify(attacked.issuer.claims());
      const twice = [
        `{"custom:tenantId":"globex",${text.slice(1)}`,
        `${text.slice(0, -1)},"custom:tenantId":"acme"}`,
        `${text.slice(0, -1)},"custom:tenant\\u0049d":"globex"}`,
        text.replace('"TenantId":', '"TenantId":["globex"],"TenantId":'),
        `{"exp":9999999999,${text.slice(1)}`,
      ];
      for (const payload of twice) await attacked.refuses(await attacked.issuer.signText(payload), 'duplicate-member');
      assert.equal((await attacked.accepts(await attacked.issuer.signText(text))).tenant, 'acme');
    });

    it('refuses a header member given twice', async () => {
      const kid = attacked.issuer.publicJwk.kid;
      const header = Buffer.from(`{"alg":"RS256","kid":"${kid}","alg":"RS256"}`).toString('base64url');
      const [, payload, signature] = (await attacked.issuer.mint()).split('.');
      await attacked.refuses(`${header}.${payload}.${signature}`, 'duplicate-member');
    });

    it('refuses payloads that are no JSON object', async () => {
      for (const payload of ['[]', 'null', '"acme"', '7', '', ' ', '{', '\ufeff{}', '{}{}']) {
        const token = await attacked.issuer.signText(payload);
        await attacked.refuses(token, 'malformed');
      }
    });

    it('refuses a payload that is not UTF-8', async () => {
      const [header, , signature] = (await attacked.issuer.mint()).split('.');
      const payload = Buffer.concat([Buffer.from('{"iss":"'), Buffer.from([0xff]), Buffer.from('"}')]).toString(
        'base64url',
      );
      await attacked.refuses(`${header}.${payload}.${signature}`, 'malformed');
    });

    it('refuses a token over 16 KiB although it is signed', async () => {
      await attacked.refuses(await attacked.issuer.mint({ padding: 'x'.repeat(16 * 1024) }), 'oversized');
    });

    it('refuses every truncation', async () => {
      const token = await attacked.issuer.mint();
      for (let length = 0; length < token.length; length += 7) {
        await assert.rejects(attacked.accepts(token.slice(0, length)), { code: 'unauthenticated' });
      }
    });

    it('refuses the same bytes in another spelling of base64url', async () => {
      const token = await attacked.issuer.mint();
      const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
      const last = alphabet.indexOf(token.slice(-1));
      const twin = token.slice(0, -1) + alphabet.charAt(last ^ 1);
      assert.deepEqual(
        Buffer.from(twin.split('.')[2] ?? '', 'base64url'),
        Buffer.from(token.split('.')[2] ?? '', 'base64url'),
      );
      await attacked.refuses(twin, 'malformed');
    });
  });

  it('refuses a token that was signed for another purpose with a symmetric key id', async () => {
    const token = await new SignJWT(attacked.issuer.claims())
      .setProtectedHeader({ alg: 'HS256', kid: attacked.issuer.publicJwk.kid ?? '' })
      .sign(new TextEncoder().encode('a shared secret of no issuer at all'));
    await attacked.refuses(token, 'algorithm');
  });
});
