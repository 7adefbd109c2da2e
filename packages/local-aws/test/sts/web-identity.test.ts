import assert from 'node:assert/strict';
import { createHmac, createSign, generateKeyPairSync } from 'node:crypto';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { after, before, describe, it } from 'mocha';
import type { TokenOverrides } from '../../src/index.ts';
import { awsError, keysOf, World } from '../world.ts';

const tags = 'https://aws.amazon.com/tags';
const sourceIdentity = 'https://aws.amazon.com/source_identity';
const acme = { tenant: 'acme', role: 'reader' } as const;

describe('AssumeRoleWithWebIdentity', () => {
  let world: World;
  const seconds = () => Math.floor(world.clock.now / 1000);
  before(async () => {
    world = await World.start();
  });
  after(() => world.stop());

  it('opens a session of the role for the tenant the token names', async () => {
    const reply = await world.webIdentity(world.issuer.mint(acme), { DurationSeconds: 900 });
    const arn = 'arn:aws:sts::111122223333:assumed-role/leasehold-tenant-reader/acme';
    assert.equal(reply.AssumedRoleUser?.Arn, arn);
    assert.equal(reply.SourceIdentity, 'acme');
    assert.equal(reply.SubjectFromWebIdentityToken, 'acme-reader');
    assert.equal(reply.Audience, 'app');
    assert.equal(reply.Provider, world.issuer.issuer);
    assert.equal(reply.Credentials?.Expiration?.getTime(), (seconds() + 900) * 1000);
    assert.ok((reply.PackedPolicySize ?? 0) > 0);
    const who = await world.client(STSClient, keysOf(reply.Credentials)).send(new GetCallerIdentityCommand({}));
    assert.equal(who.Arn, arn);
  });

  it('reads tags from flat claims as well', async () => {
    const token = world.issuer.mint(acme, {
      claims: {
        [tags]: undefined,
        [`${tags}/principal_tags/TenantId`]: ['acme'],
        [`${tags}/principal_tags/UserRole`]: ['reader'],
      },
    });
    assert.ok((await world.webIdentity(token)).Credentials);
  });

  const refused: readonly (readonly [what: string, code: string, status: number, overrides: () => TokenOverrides])[] = [
    ['issued for another app', 'InvalidIdentityTokenException', 400, () => ({ claims: { aud: 'other-app' } })],
    [
      'for several apps, without azp',
      'InvalidIdentityTokenException',
      400,
      () => ({ claims: { aud: ['app', 'other-app'] } }),
    ],
    ['whose azp is another app', 'InvalidIdentityTokenException', 400, () => ({ claims: { azp: 'other-app' } })],
    [
      'of an issuer nobody registered',
      'InvalidIdentityTokenException',
      400,
      () => ({ claims: { iss: 'https://issuer.example' } }),
    ],
    [
      'of the issuer under another spelling',
      'InvalidIdentityTokenException',
      400,
      () => ({ claims: { iss: `${world.issuer.issuer}/` } }),
    ],
    ['that is expired', 'ExpiredTokenException', 400, () => ({ claims: { exp: seconds() } })],
    ['without expiry', 'InvalidIdentityTokenException', 400, () => ({ claims: { exp: undefined } })],
    ['not yet valid', 'InvalidIdentityTokenException', 400, () => ({ claims: { nbf: seconds() + 301 } })],
    ['issued in the future', 'InvalidIdentityTokenException', 400, () => ({ claims: { iat: seconds() + 301 } })],
    ['without subject', 'InvalidIdentityTokenException', 400, () => ({ claims: { sub: undefined } })],
    ['with alg none', 'InvalidIdentityTokenException', 400, () => ({ header: { alg: 'none' } })],
    ['with alg HS256', 'InvalidIdentityTokenException', 400, () => ({ header: { alg: 'HS256' } })],
    ['with alg ES256 for an RSA key', 'InvalidIdentityTokenException', 400, () => ({ header: { alg: 'ES256' } })],
    ['without key id', 'InvalidIdentityTokenException', 400, () => ({ header: { kid: undefined } })],
    ['with an unknown key id', 'InvalidIdentityTokenException', 400, () => ({ header: { kid: 'nobody' } })],
    ['with critical headers', 'InvalidIdentityTokenException', 400, () => ({ header: { crit: ['b64'] } })],
    [
      'whose tag is a text, not a list',
      'InvalidIdentityTokenException',
      400,
      () => ({ claims: { [tags]: { principal_tags: { TenantId: 'acme' } } } }),
    ],
    [
      'whose tag has two values',
      'InvalidIdentityTokenException',
      400,
      () => ({ claims: { [tags]: { principal_tags: { TenantId: ['acme', 'globex'] } } } }),
    ],
    [
      'with a tag nested and flat',
      'InvalidParameterValue',
      400,
      () => ({ claims: { [`${tags}/principal_tags/tenantid`]: ['globex'] } }),
    ],
    [
      'with a wildcard in a tag',
      'ValidationError',
      400,
      () => ({ claims: { [tags]: { principal_tags: { TenantId: ['*'], UserRole: ['reader'] } } } }),
    ],
    [
      'with a source identity that is a list',
      'InvalidIdentityTokenException',
      400,
      () => ({ claims: { [sourceIdentity]: ['acme'] } }),
    ],
    [
      'for another tenant than the session name',
      'AccessDenied',
      403,
      () => ({ claims: { [tags]: { principal_tags: { TenantId: ['globex'], UserRole: ['reader'] } } } }),
    ],
    ['with another source identity', 'AccessDenied', 403, () => ({ claims: { [sourceIdentity]: 'globex' } })],
    ['without source identity', 'AccessDenied', 403, () => ({ claims: { [sourceIdentity]: undefined } })],
    ['without tags', 'AccessDenied', 403, () => ({ claims: { [tags]: undefined } })],
    [
      'with a third tag',
      'AccessDenied',
      403,
      () => ({ claims: { [tags]: { principal_tags: { TenantId: ['acme'], UserRole: ['reader'], Extra: ['1'] } } } }),
    ],
  ];
  for (const [what, code, status, overrides] of refused) {
    it(`refuses a truly signed token ${what}: ${code}`, async () => {
      await assert.rejects(world.webIdentity(world.issuer.mint(acme, overrides())), awsError(code, status));
    });
  }

  it("refuses a session that would outlive the role's own limit", async () => {
    await assert.rejects(
      world.webIdentity(world.issuer.mint(acme), { DurationSeconds: 3_601 }),
      awsError('ValidationError', 400, /MaxSessionDuration set for this role/),
    );
  });

  it("refuses the writer role to a reader's token", async () => {
    await assert.rejects(
      world.webIdentity(world.issuer.mint(acme), { RoleArn: world.writer }),
      awsError('AccessDenied', 403, /^Not authorized to perform sts:AssumeRoleWithWebIdentity$/),
    );
    assert.ok(
      (await world.webIdentity(world.issuer.mint({ ...acme, role: 'writer' }), { RoleArn: world.writer })).Credentials,
    );
  });

  it('refuses tokens that were not signed by the issuer', async () => {
    const [header = '', payload = '', signature = ''] = world.issuer.mint(acme).split('.');
    const text = `${header}.${payload}`;
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const forged = createSign('sha256').update(text).sign(privateKey, 'base64url');
    const forgedPayload = Buffer.from(Buffer.from(payload, 'base64url').toString().replaceAll('acme', 'evil')).toString(
      'base64url',
    );
    const tokens = {
      'another key': `${text}.${forged}`,
      'another payload': `${header}.${forgedPayload}.${signature}`,
      'cut signature': `${text}.${signature.slice(0, -4)}`,
      'no signature': `${text}.`,
      hmac: `${text}.${createHmac('sha256', header).update(text).digest('base64url')}`,
      'no token': 'abcd',
      'four parts': `${text}.${signature}.x`,
    };
    for (const [what, token] of Object.entries(tokens)) {
      await assert.rejects(world.webIdentity(token), awsError('InvalidIdentityTokenException', 400), what);
    }
  });

  it('refuses a token over 20,000 characters and never shows it', async () => {
    const token = `x${'a'.repeat(20_000)}`;
    await assert.rejects(world.webIdentity(token), awsError('ValidationError', 400, /webIdentityToken/));
    assert.ok(!JSON.stringify(world.aws.trail.records()).includes('aaaaaaaa'));
  });

  it('follows a key rotation, and knows old keys through an outage', async () => {
    const old = world.issuer.mint(acme);
    await world.issuer.rotate();
    assert.ok((await world.webIdentity(world.issuer.mint(acme))).Credentials);
    assert.ok((await world.webIdentity(old)).Credentials, 'the old key is still published');
    world.issuer.setOutage(true);
    try {
      assert.ok((await world.webIdentity(old)).Credentials);
      await assert.rejects(
        world.webIdentity(world.issuer.mint(acme, { header: { kid: 'new' } })),
        awsError('IDPCommunicationErrorException', 400),
      );
    } finally {
      world.issuer.setOutage(false);
    }
  });

  it('records who asked, for what, and no secret', async () => {
    const token = world.issuer.mint(acme);
    const { Credentials } = await world.webIdentity(token);
    const record = world.aws.trail.records().at(-1);
    assert.equal(record?.eventName, 'AssumeRoleWithWebIdentity');
    assert.equal(record.userIdentity['type'], 'WebIdentityUser');
    assert.equal(record.userIdentity['userName'], 'acme-reader');
    assert.deepEqual(record.requestParameters?.['principalTags'], { TenantId: 'acme', UserRole: 'reader' });
    assert.equal(record.requestParameters['sourceIdentity'], 'acme');
    const shown = record.responseElements?.['credentials'] as Record<string, string>;
    assert.equal(shown['accessKeyId'], Credentials?.AccessKeyId);
    const text = JSON.stringify(world.aws.trail.records());
    for (const secret of [token, Credentials?.SecretAccessKey, Credentials?.SessionToken]) {
      assert.ok(secret !== undefined && !text.includes(secret));
    }
  });

  it('records a refused token under nobody, since none of its claims is to be believed', async () => {
    await assert.rejects(world.webIdentity(world.issuer.mint(acme, { header: { kid: 'nobody' } })));
    const record = world.aws.trail.records().at(-1);
    assert.equal(record?.userIdentity['type'], 'Unknown');
    assert.equal(record.errorCode, 'InvalidIdentityToken');
    assert.equal(record.requestParameters?.['principalTags'], undefined);
  });
});
