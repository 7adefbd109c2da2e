import assert from 'node:assert/strict';
import { BearerToken } from '@leasehold/domain';
import { createVerifier, fetchJwks, IssuerSettingsError, type TrustedIssuerSettings } from '@leasehold/identity';
import { after, before, describe, it } from 'mocha';
import { ManualClock } from './manual-clock.ts';
import { refusedFor } from './refused-for.ts';
import { TestIssuer } from './test-issuer.ts';

const oidc = {
  kind: 'oidc',
  issuer: 'https://issuer.example',
  audiences: ['client-1'],
  tokenUse: 'id',
  mode: 'web-identity',
} as const;
const cognito = {
  kind: 'cognito',
  userPoolId: 'eu-west-1_AbCdEf123',
  clientIds: ['client-1'],
  tokenUse: 'id',
  mode: 'web-identity',
} as const;

describe('issuer settings', () => {
  const clock = new ManualClock();

  const refused: readonly [string, readonly TrustedIssuerSettings[], RegExp][] = [
    ['no issuer', [], /at least one token issuer/],
    ['no audience', [{ ...oidc, audiences: [] }], /audience/],
    ['an empty audience', [{ ...oidc, audiences: ['client-1', ''] }], /audience/],
    ['no client id', [{ ...cognito, clientIds: [] }], /audience/],
    ['web identity with access tokens', [{ ...oidc, tokenUse: 'access' }], /tokenUse id/],
    ['web identity with access tokens of Cognito', [{ ...cognito, tokenUse: 'access' }], /tokenUse id/],
    ['an issuer twice', [oidc, { ...oidc, audiences: ['client-2'] }], /configured twice/],
    ['a pool twice', [cognito, cognito], /configured twice/],
    ['an issuer over http', [{ ...oidc, issuer: 'http://issuer.example' }], /https/],
    ['an issuer that is no URL', [{ ...oidc, issuer: 'issuer' }], /https/],
    ['an issuer with a line break', [{ ...oidc, issuer: 'https://issuer.example/\n' }], /https/],
    ['an issuer with a query', [{ ...oidc, issuer: 'https://issuer.example/?a' }], /no query/],
    ['an issuer with credentials', [{ ...oidc, issuer: 'https://a@issuer.example/' }], /no query/],
    ['a JWKS over http', [{ ...oidc, jwksUri: 'http://issuer.example/jwks.json' }], /https/],
    ['a JWKS on a host that begins like loopback', [{ ...oidc, jwksUri: 'http://127.0.0.1.evil.example/' }], /https/],
    ['a JWKS in a file', [{ ...oidc, jwksUri: 'file:///etc/keys' }], /https/],
    ['a JWKS address with a password', [{ ...oidc, jwksUri: 'https://a:b@issuer.example/' }], /credentials/],
    ['a pool id with a path in it', [{ ...cognito, userPoolId: 'eu-west-1_a/../b' }], /User Pool/],
  ];
  for (const [what, issuers, message] of refused) {
    it(`are refused at construction with ${what}`, () => {
      assert.throws(
        () => createVerifier({ issuers, clock }),
        (error) => {
          assert.ok(error instanceof IssuerSettingsError);
          assert.match(error.message, message);
          return true;
        },
      );
    });
  }

  for (const issuer of [
    'http://127.0.0.1:1',
    'http://[::1]:1',
    'http://localhost:1',
    'https://issuer.example/tenant',
  ]) {
    it(`are accepted with the issuer ${issuer}`, () => {
      assert.equal(createVerifier({ issuers: [{ ...oidc, issuer }], clock }).ready(), false);
    });
  }

  it('refuse web identity for an issuer without a token use', () => {
    const { tokenUse: _, ...silent } = oidc;
    assert.throws(() => createVerifier({ issuers: [silent], clock }), IssuerSettingsError);
  });

  it('refuse a memory of no or unbounded size', () => {
    for (const rememberedTokens of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 1_000_001]) {
      assert.throws(() => createVerifier({ issuers: [oidc], clock, rememberedTokens }), IssuerSettingsError);
    }
  });
});

describe('several issuers', () => {
  const clock = new ManualClock();
  let people: TestIssuer;
  let machines: TestIssuer;
  let silent: TestIssuer;

  before(async () => {
    people = await TestIssuer.start(clock);
    machines = await TestIssuer.start(clock);
    silent = await TestIssuer.start(clock);
  });

  after(async () => {
    await people.close();
    await machines.close();
    await silent.close();
  });

  const pool = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123';
  const machinePool = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Machines1';

  const tenants = ['*'];

  function verifier() {
    return createVerifier({
      issuers: [
        { ...cognito, tenants },
        { ...cognito, userPoolId: 'eu-west-1_Machines1', tokenUse: 'access', mode: 'assume-role', tenants },
        { kind: 'oidc', issuer: silent.url, audiences: ['client-1'], mode: 'assume-role', tenants },
      ],
      clock,
      fetchJwks: (uri) => {
        const hosts: Record<string, string> = {
          [`${pool}/.well-known/jwks.json`]: `${people.url}/.well-known/jwks.json`,
          [`${machinePool}/.well-known/jwks.json`]: `${machines.url}/.well-known/jwks.json`,
        };
        return fetchJwks(new URL(hosts[uri.href] ?? uri.href));
      },
    });
  }

  const machineClaims = {
    iss: machinePool,
    aud: undefined,
    client_id: 'client-1',
    token_use: 'access',
    'https://aws.amazon.com/tags': undefined,
    'https://aws.amazon.com/source_identity': undefined,
  };

  it('each answer for their own tokens only', async () => {
    const verify = verifier();
    const token = await people.mint({ iss: pool });
    assert.equal((await verify.verify(new BearerToken(token))).issuer, pool);
    const machineToken = await machines.mint(machineClaims);
    assert.equal((await verify.verify(new BearerToken(machineToken))).issuer, machinePool);

    await assert.rejects(verify.verify(new BearerToken(await machines.mint({ iss: pool }))), refusedFor('unknown-key'));
    const kid = people.publicJwk.kid;
    await assert.rejects(
      verify.verify(new BearerToken(await machines.mint({ iss: pool }, { kid }))),
      refusedFor('signature'),
    );
  });

  it('hold Cognito tokens to client and token use', async () => {
    const verify = verifier();
    const cases: readonly [Promise<string>, string][] = [
      [people.mint({ iss: pool, aud: 'client-2' }), 'audience'],
      [people.mint({ iss: pool, token_use: 'access', client_id: 'client-1' }), 'token-use'],
      [people.mint({ iss: pool, token_use: undefined }), 'token-use'],
      [machines.mint({ ...machineClaims, client_id: 'client-2' }), 'audience'],
      [machines.mint({ ...machineClaims, client_id: undefined, aud: 'client-1' }), 'audience'],
      [machines.mint({ ...machineClaims, token_use: 'id', aud: 'client-1' }), 'token-use'],
      [people.mint({ iss: pool.replace('//cognito-idp', '//issuer-cognito-idp') }), 'unknown-issuer'],
      [people.mint({ iss: pool.replace('AbCdEf123', 'Other') }), 'unknown-issuer'],
    ];
    for (const [token, reason] of cases) {
      await assert.rejects(verify.verify(new BearerToken(await token)), refusedFor(reason));
    }
  });

  it('in assume-role mode need no AWS claims, yet may not contradict themselves', async () => {
    const verify = verifier();
    const base = { token_use: undefined, ...{ 'https://aws.amazon.com/tags': undefined } };
    const token = await silent.mint({ ...base, 'https://aws.amazon.com/source_identity': undefined });
    assert.equal((await verify.verify(new BearerToken(token))).tenant, 'acme');
    const contradicting = await silent.mint({ ...base, 'https://aws.amazon.com/source_identity': 'globex' });
    await assert.rejects(verify.verify(new BearerToken(contradicting)), refusedFor('source-identity-claim'));
    const saying = await silent.mint({ ...base, token_use: 'id' });
    await assert.rejects(verify.verify(new BearerToken(saying)), refusedFor('token-use'));
  });

  it('in assume-role mode, where STS sees no token, may name several audiences without azp', async () => {
    const claims = { aud: ['other', 'client-1'], token_use: undefined };
    const verified = await verifier().verify(new BearerToken(await silent.mint(claims)));
    assert.equal(verified.tenant, 'acme');
  });

  it('are not ready before the last of them has answered', async () => {
    const verify = verifier();
    silent.answer = { status: 500, body: '' };
    await assert.rejects(verify.refreshKeys(), (error) => error instanceof Error && error.message.includes(silent.url));
    assert.equal(verify.ready(), false);
    assert.equal((await verify.verify(new BearerToken(await people.mint({ iss: pool })))).tenant, 'acme');
    silent.answer = null;
    await verify.refreshKeys();
    assert.equal(verify.ready(), true);
  });
});
