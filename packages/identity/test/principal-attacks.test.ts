import assert from 'node:assert/strict';
import { createHmac, createPublicKey } from 'node:crypto';
import { BearerToken } from '@leasehold/domain';
import { createVerifier } from '@leasehold/identity';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { AttackedPrincipals, audience, notifier, revoker } from './attacked-principals.ts';
import { refusedFor } from './refused-for.ts';
import type { Claims } from './test-issuer.ts';

const sts = 'https://sts.amazonaws.com/';
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('the principal attack table', () => {
  const attacked = new AttackedPrincipals();

  describe('what all of these are changes of', () => {
    it('is accepted, and says which principal it is and nothing else', async () => {
      const principal = await attacked.accepts(await attacked.mint());
      assert.deepEqual(
        { ...principal },
        { issuer: attacked.issuer.url, arn: notifier, expiresAt: attacked.clock.seconds(300) * 1000 },
      );
      assert.ok(Object.isFrozen(principal));
    });

    it('is accepted of the other caller, a user with a path', async () => {
      assert.equal((await attacked.accepts(await attacked.mint({ sub: revoker }))).arn, revoker);
    });

    it('is accepted with its audience in an array of one, and without what STS says of the caller', async () => {
      for (const changes of [{ aud: [audience] }, { [sts]: undefined }, { [sts]: { org_id: 'o-abc1234567' } }]) {
        assert.equal((await attacked.accepts(await attacked.mint(changes))).arn, notifier);
      }
    });

    it('is accepted signed ES384, as STS signs on request', async () => {
      await attacked.issuer.rotate('ES384', 'EC384_0');
      const token = await attacked.mint();
      assert.equal(JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).alg, 'ES384');
      assert.equal((await attacked.accepts(token)).arn, notifier);
      const [header, payload, signature = ''] = token.split('.');
      const other = signature.startsWith('A') ? 'B' : 'A';
      await attacked.refuses(`${header}.${payload}.${other}${signature.slice(1)}`, 'signature');
      await attacked.issuer.rotate('RS256');
      // An unknown key id is asked for at once; the issuer has it.
      await attacked.accepts(await attacked.mint());
    });
  });

  describe('signatures and headers', () => {
    for (const alg of ['none', 'nOnE', 'HS256', 'PS256', 'EdDSA', null]) {
      it(`refuses alg ${JSON.stringify(alg)}`, async () => {
        const header = encode({ alg, kid: attacked.issuer.publicJwk.kid });
        await attacked.refuses(`${header}.${encode(attacked.claims())}.AAAA`, 'algorithm');
      });
    }

    it('refuses HS256 keyed with the public key', async () => {
      const jwk = attacked.issuer.publicJwk;
      const pem = createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
      const input = `${encode({ alg: 'HS256', kid: jwk.kid })}.${encode(attacked.claims())}`;
      const signature = createHmac('sha256', pem).update(input).digest('base64url');
      await attacked.refuses(`${input}.${signature}`, 'algorithm');
    });

    it("refuses another issuer's signature under a known key id, or under that issuer's own name", async () => {
      const { kid } = attacked.issuer.publicJwk;
      await attacked.refuses(await attacked.foreign.sign(attacked.claims(), { kid }), 'signature');
      const asked = attacked.foreign.requests;
      const foreign = await attacked.foreign.sign(attacked.claims({ iss: attacked.foreign.url }));
      await attacked.refuses(foreign, 'unknown-issuer');
      assert.equal(attacked.foreign.requests, asked);
    });

    const headers: readonly [string, Claims, string][] = [
      ['an unknown key id', { kid: 'nobody' }, 'unknown-key'],
      ['a key id of the prototype', { kid: '__proto__' }, 'unknown-key'],
      ['a key id that is a path', { kid: '../../dev/null' }, 'unknown-key'],
      ['no key id', { kid: undefined }, 'no-key-id'],
      ['a key id that is a number', { kid: 7 }, 'no-key-id'],
      ['jku', { jku: 'https://evil.example/jwks.json' }, 'forbidden-header'],
      ['jwk', { jwk: { kty: 'RSA', n: 'AQAB', e: 'AQAB' } }, 'forbidden-header'],
      ['an access token', { typ: 'at+jwt' }, 'token-type'],
      ['a foreign type', { typ: 'logout+jwt' }, 'token-type'],
    ];
    for (const [what, header, reason] of headers) {
      it(`refuses ${what}`, async () => attacked.refuses(await attacked.mint({}, header), reason));
    }
  });

  describe('claims', () => {
    const cases: readonly [string, Claims, string][] = [
      ['another audience', { aud: 'https://api.example.com' }, 'audience'],
      ['another audience beside ours', { aud: [audience, 'https://api.example.com'] }, 'audience'],
      ['our audience twice', { aud: [audience, audience] }, 'audience'],
      ['an audience in another case', { aud: 'Leasehold-Refresh' }, 'audience'],
      ['an empty list of audiences', { aud: [] }, 'audience'],
      ['no audience', { aud: undefined }, 'audience'],
      ['another role', { sub: 'arn:aws:iam::111122223333:role/leasehold-service' }, 'principal'],
      ['a role whose name begins with ours', { sub: `${notifier}-2` }, 'principal'],
      ['our role below a path', { sub: 'arn:aws:iam::111122223333:role/x/leasehold-refresh-notifier' }, 'principal'],
      ['our role of another account', { sub: notifier.replace('111122223333', '444455556666') }, 'principal'],
      ['our role of another partition', { sub: notifier.replace('arn:aws:', 'arn:aws-cn:') }, 'principal'],
      ['a user of the name', { sub: notifier.replace(':role/', ':user/') }, 'principal'],
      ['our role in another case', { sub: notifier.toUpperCase() }, 'principal'],
      ['our role with space around it', { sub: ` ${notifier}` }, 'principal'],
      [
        'a session of our role',
        { sub: 'arn:aws:sts::111122223333:assumed-role/leasehold-refresh-notifier/x' },
        'principal',
      ],
      ['a pattern', { sub: 'arn:aws:iam::111122223333:role/*' }, 'principal'],
      ['several subjects', { sub: [notifier] }, 'signature'],
      ['no subject', { sub: undefined }, 'principal'],
      ['our role by a token of another account', { [sts]: { aws_account: '444455556666' } }, 'principal-account'],
      ['an account that is a number', { [sts]: { aws_account: 111122223333 } }, 'principal-account'],
      ['an account that is nothing', { [sts]: { aws_account: null } }, 'principal-account'],
      ['claims of STS that are no object', { [sts]: '111122223333' }, 'principal-account'],
      ['claims of STS in a list', { [sts]: [{ aws_account: '111122223333' }] }, 'principal-account'],
      ['no expiry', { exp: undefined }, 'no-expiry'],
      ['an expiry that is text', { exp: '9999999999' }, 'signature'],
      ['another issuer', { iss: 'https://other.tokens.sts.global.api.aws' }, 'unknown-issuer'],
      ['no issuer', { iss: undefined }, 'unknown-issuer'],
    ];
    for (const [what, changes, reason] of cases) {
      it(`refuses ${what}`, async () => attacked.refuses(await attacked.mint(changes), reason));
    }

    it('refuses a token from the millisecond of its expiry on, and one of the future', async () => {
      await attacked.refuses(await attacked.mint({ exp: attacked.clock.seconds() }), 'expired');
      await attacked.refuses(await attacked.mint({ iat: attacked.clock.seconds(6) }), 'not-yet-valid');
      await attacked.refuses(await attacked.mint({ nbf: attacked.clock.seconds(60) }), 'not-yet-valid');
    });

    it('refuses a member given twice, at any depth', async () => {
      const text = JSON.stringify(attacked.claims());
      for (const payload of [
        `{"sub":"${notifier}",${text.slice(1)}`,
        `${text.slice(0, -1)},"s\\u0075b":"${revoker}"}`,
        text.replace('"aws_account":', '"aws_account":"444455556666","aws_account":'),
      ]) {
        await attacked.refuses(await attacked.issuer.signText(payload), 'duplicate-member');
      }
    });

    it('accepts no other subject than a configured one, whatever it looks like', async () => {
      const near = fc.oneof(
        fc.string(),
        fc.nat(notifier.length).map((at) => notifier.slice(0, at)),
      );
      await fc.assert(
        fc.asyncProperty(
          near.filter((sub) => sub !== notifier && sub !== revoker),
          async (sub) => attacked.refuses(await attacked.mint({ sub }), 'principal'),
        ),
        { numRuns: 60 },
      );
    });
  });

  describe('users and principals', () => {
    it("never takes a user's token for a principal's, even one of the same issuer and audience", async () => {
      await attacked.refuses(await attacked.foreign.mint(), 'unknown-issuer');
      await attacked.refuses(await attacked.issuer.mint(), 'audience');
      await attacked.refuses(await attacked.issuer.mint({ aud: audience, sub: notifier }), 'token-use');
    });

    it("never takes a principal's token for a user's", async () => {
      const { clock, issuer } = attacked;
      const users = createVerifier({
        issuers: [{ kind: 'oidc', issuer: issuer.url, audiences: [audience], tokenUse: 'id', mode: 'web-identity' }],
        clock,
      });
      await assert.rejects(users.verify(new BearerToken(await attacked.mint())), refusedFor('token-use'));
      const machines = createVerifier({
        issuers: [{ kind: 'oidc', issuer: issuer.url, audiences: [audience], mode: 'assume-role' }],
        clock,
      });
      await assert.rejects(machines.verify(new BearerToken(await attacked.mint())), refusedFor('tenant-claim'));
    });
  });
});
