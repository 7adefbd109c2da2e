import assert from 'node:assert/strict';
import { BearerToken, UnavailableError } from '@leasehold/domain';
import { createPrincipalVerifier, IssuerSettingsError } from '@leasehold/identity';
import { describe, it } from 'mocha';
import { audience, notifier } from './attacked-principals.ts';
import { ManualClock } from './manual-clock.ts';
import { TestIssuer } from './test-issuer.ts';

const good = {
  issuer: 'https://abc123.tokens.sts.global.api.aws',
  audience,
  callers: [notifier],
  clock: new ManualClock(),
};

describe('A verifier of principals', () => {
  it('asks the issuer for its keys where STS publishes them, or where it is told', async () => {
    const asked: string[] = [];
    const fetchJwks = async (uri: URL) => {
      asked.push(uri.href);
      return '{"keys":[]}';
    };
    for (const jwksUri of [{}, { jwksUri: 'https://mirror.example/keys' }]) {
      const verifier = createPrincipalVerifier({ ...good, ...jwksUri, fetchJwks });
      await assert.rejects(verifier.refreshKeys(), UnavailableError);
    }
    assert.deepEqual(asked, [`${good.issuer}/.well-known/jwks.json`, 'https://mirror.example/keys']);
  });

  it('says UNAVAILABLE, and nothing of the token, while the issuer has never answered', async () => {
    const clock = new ManualClock();
    const issuer = await TestIssuer.start(clock);
    const fetchJwks = async () => {
      throw new Error('down');
    };
    const verifier = createPrincipalVerifier({ ...good, issuer: issuer.url, clock, fetchJwks });
    const token = await issuer.sign({ iss: issuer.url, aud: audience, sub: notifier, exp: clock.seconds(60) });
    await issuer.close();
    await assert.rejects(verifier.verify(new BearerToken(token)), UnavailableError);
    await assert.rejects(verifier.refreshKeys(), UnavailableError);
  });

  const wrong: readonly [string, Partial<typeof good> & { jwksUri?: string }][] = [
    ['an issuer over plain http', { issuer: 'http://tokens.example' }],
    ['an issuer with a query', { issuer: 'https://tokens.example?a' }],
    ['no audience', { audience: '' }],
    ['no callers', { callers: [] }],
    ['too many callers', { callers: Array.from({ length: 11 }, (_, index) => `${notifier}-${index}`) }],
    ['a caller that is a pattern', { callers: ['arn:aws:iam::111122223333:role/*'] }],
    ['a caller that is a session', { callers: ['arn:aws:sts::111122223333:assumed-role/leasehold/x'] }],
    ['a caller that is a whole account', { callers: ['arn:aws:iam::111122223333:root'] }],
    ['a caller of no account', { callers: ['arn:aws:iam:::role/leasehold'] }],
    ['a caller with a line after it', { callers: [`${notifier}\n`] }],
    ['keys over plain http', { jwksUri: 'http://mirror.example/keys' }],
  ];
  for (const [what, changes] of wrong) {
    it(`is not made with ${what}`, () => {
      assert.throws(() => createPrincipalVerifier({ ...good, ...changes }), IssuerSettingsError);
    });
  }
});
