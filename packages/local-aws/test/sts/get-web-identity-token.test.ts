import assert from 'node:assert/strict';
import { createPublicKey, type JsonWebKey, verify } from 'node:crypto';
import {
  DisableOutboundWebIdentityFederationCommand,
  EnableOutboundWebIdentityFederationCommand,
  GetOutboundWebIdentityFederationInfoCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
import { GetWebIdentityTokenCommand, type GetWebIdentityTokenCommandInput, STSClient } from '@aws-sdk/client-sts';
import { type PolicyDocument, roleArn } from '@leasehold/policies';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { loopbackJson } from '../../src/sts/web-identity/loopback-json.ts';
import { TokenVerifier } from '../../src/sts/web-identity/token-verifier.ts';
import { awsError, type Keys, keysOf, World } from '../world.ts';

interface Jwt {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly signed: Buffer;
  readonly signature: Buffer;
}

function parts(token: string | undefined): Jwt {
  const [header = '', claims = '', signature = ''] = (token ?? '').split('.');
  const read = (text: string) => JSON.parse(Buffer.from(text, 'base64url').toString());
  return {
    header: read(header),
    claims: read(claims),
    signed: Buffer.from(`${header}.${claims}`),
    signature: Buffer.from(signature, 'base64url'),
  };
}

async function get(url: string): Promise<Readonly<Record<string, unknown>>> {
  const answer = await fetch(url, { headers: { connection: 'close' } });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return (await answer.json()) as Readonly<Record<string, unknown>>;
}

/** The keys as a verifier finds them: by discovery. */
async function publishedKeys(issuer: string): Promise<readonly JsonWebKey[]> {
  const discovery = await get(`${issuer}/.well-known/openid-configuration`);
  assert.equal(discovery['issuer'], issuer);
  return (await get(String(discovery['jwks_uri'])))['keys'] as readonly JsonWebKey[];
}

async function isPublished(issuer: string, token: Jwt): Promise<boolean> {
  const found = (await publishedKeys(issuer)).find(({ kid }) => kid === token.header['kid']);
  if (found === undefined) return false;
  const key = createPublicKey({ key: found, format: 'jwk' });
  return token.header['alg'] === 'RS256'
    ? verify('sha256', token.signed, key, token.signature)
    : verify('sha384', token.signed, { key, dsaEncoding: 'ieee-p1363' }, token.signature);
}

describe('GetWebIdentityToken', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.start({}, undefined, (set) => ({
      ...set,
      documents: { ...set.documents, 'task-role': taskPolicy },
    }));
  });
  afterEach(() => world.stop());

  /** The task role may have tokens for one audience, short ones, with one tag. */
  const taskPolicy: PolicyDocument = {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'Tokens',
        Effect: 'Allow',
        Action: ['sts:GetWebIdentityToken'],
        Resource: '*',
        Condition: {
          'ForAllValues:StringEquals': { 'sts:IdentityTokenAudience': 'leasehold-refresh' },
          Null: { 'sts:IdentityTokenAudience': 'false' },
          NumericLessThanEquals: { 'sts:DurationSeconds': '300' },
          StringEquals: { 'sts:SigningAlgorithm': 'ES384' },
        },
      },
      {
        Sid: 'Tags',
        Effect: 'Allow',
        Action: ['sts:TagGetWebIdentityToken'],
        Resource: '*',
        Condition: { StringEquals: { 'aws:RequestTag/purpose': 'refresh' } },
      },
    ],
  };

  const ask = (keys: Keys, input: Partial<GetWebIdentityTokenCommandInput> = {}) =>
    world
      .client(STSClient, keys)
      .send(new GetWebIdentityTokenCommand({ Audience: ['leasehold-refresh'], SigningAlgorithm: 'ES384', ...input }));
  const seconds = () => Math.floor(world.clock.now / 1_000);

  it('says which role asked, in the claims of AWS, and is signed by the published key', async () => {
    const { WebIdentityToken, Expiration } = await ask(await world.task());
    const token = parts(WebIdentityToken);
    const role = roleArn(world.deployment, world.deployment.taskRole);
    const { jti, ...claims } = token.claims;
    assert.match(String(jti), /^[0-9a-f-]{36}$/);
    const sessionEnd = new Date(world.clock.now + 3_600_000).toISOString().replace(/\.\d+Z$/, 'Z');
    assert.deepEqual(claims, {
      iss: world.aws.outboundIssuer.url,
      aud: 'leasehold-refresh',
      sub: role,
      iat: seconds(),
      exp: seconds() + 300,
      'https://sts.amazonaws.com/': {
        aws_account: '111122223333',
        source_region: 'eu-west-1',
        principal_id: role,
        original_session_exp: sessionEnd,
      },
    });
    assert.deepEqual({ ...token.header, kid: 'any' }, { alg: 'ES384', typ: 'JWT', kid: 'any' });
    assert.equal(Expiration?.getTime(), (seconds() + 300) * 1_000);
    assert.ok(await isPublished(world.aws.outboundIssuer.url, token));
  });

  it('takes several audiences, RS256, a duration and tags', async () => {
    const { WebIdentityToken } = await ask(world.aws.operator, {
      Audience: ['one', 'two'],
      SigningAlgorithm: 'RS256',
      DurationSeconds: 3_600,
      Tags: [{ Key: 'job-id', Value: 'job-1' }],
    });
    const token = parts(WebIdentityToken);
    assert.deepEqual(token.claims['aud'], ['one', 'two']);
    assert.equal(token.claims['exp'], seconds() + 3_600);
    assert.equal(token.claims['sub'], 'arn:aws:iam::111122223333:user/leasehold-operator');
    assert.deepEqual(token.claims['https://sts.amazonaws.com/'], {
      aws_account: '111122223333',
      source_region: 'eu-west-1',
      principal_id: 'arn:aws:iam::111122223333:user/leasehold-operator',
      request_tags: { 'job-id': 'job-1' },
    });
    assert.equal(token.header['alg'], 'RS256');
    assert.ok(await isPublished(world.aws.outboundIssuer.url, token));
  });

  it('is given only as far as the policies of the caller say, by audience, duration, algorithm and tags', async () => {
    const task = await world.task();
    const denied = awsError('AccessDenied', 403, /not authorized to perform: sts:GetWebIdentityToken/);
    await assert.rejects(ask(task, { Audience: ['another'] }), denied);
    await assert.rejects(ask(task, { Audience: ['leasehold-refresh', 'another'] }), denied);
    await assert.rejects(ask(task, { DurationSeconds: 301 }), denied);
    await assert.rejects(ask(task, { SigningAlgorithm: 'RS256' }), denied);
    await assert.rejects(
      ask(task, { Tags: [{ Key: 'purpose', Value: 'other' }] }),
      awsError('AccessDenied', 403, /sts:TagGetWebIdentityToken/),
    );
    await ask(task, { Tags: [{ Key: 'purpose', Value: 'refresh' }], DurationSeconds: 60 });
    const { Credentials } = await world.webIdentity(world.issuer.mint({ tenant: 'acme', role: 'reader' }));
    await assert.rejects(ask(keysOf(Credentials)), denied);
  });

  it('lives no longer than the session that asks', async () => {
    const task = await world.task();
    world.clock.now += 3_600_000 - 120_000;
    const late = await world.task();
    assert.notEqual(late.accessKeyId, task.accessKeyId);
    await assert.rejects(ask(task), awsError('SessionDurationEscalationException', 403));
    const { Expiration } = await ask(task, { DurationSeconds: 60 });
    assert.equal(Expiration?.getTime(), (seconds() + 60) * 1_000);
  });

  for (const [name, input] of [
    ['no audience', { Audience: [] }],
    ['eleven audiences', { Audience: Array.from({ length: 11 }, (_, index) => `a${index}`) }],
    ['an empty audience', { Audience: [''] }],
    ['too long an audience', { Audience: ['a'.repeat(1_001)] }],
    ['another algorithm', { SigningAlgorithm: 'HS256' }],
    ['too short a life', { DurationSeconds: 59 }],
    ['too long a life', { DurationSeconds: 3_601 }],
  ] as const) {
    it(`refuses ${name}`, async () => {
      const { Audience = ['a'], ...others } = input as Partial<GetWebIdentityTokenCommandInput>;
      await assert.rejects(ask(world.aws.operator, { Audience, ...others }), { name: 'ValidationError' });
    });
  }

  it('refuses more tags than fit into a token', async () => {
    const Tags = Array.from({ length: 50 }, (_, index) => ({
      Key: `${index}${'k'.repeat(100)}`,
      Value: 'v'.repeat(200),
    }));
    await assert.rejects(ask(world.aws.operator, { Tags }), awsError('JWTPayloadSizeExceededException', 400));
  });

  it('is in no event', async () => {
    const { WebIdentityToken } = await ask(await world.task());
    const record = world.aws.trail.records().at(-1);
    assert.equal(record?.eventName, 'GetWebIdentityToken');
    assert.deepEqual(record?.requestParameters, {
      audience: ['leasehold-refresh'],
      signingAlgorithm: 'ES384',
      durationSeconds: 300,
    });
    const signature = (WebIdentityToken ?? '').split('.')[2] ?? 'none';
    assert.ok(!JSON.stringify(world.aws.trail.records()).includes(signature));
  });

  it('is signed by new keys after a rotation, and one before can be verified until the next', async () => {
    const { outboundIssuer } = world.aws;
    const operator = world.aws.operator;
    const old = parts((await ask(operator)).WebIdentityToken);
    await outboundIssuer.rotate();
    const fresh = parts((await ask(operator)).WebIdentityToken);
    assert.notEqual(old.header['kid'], fresh.header['kid']);
    assert.ok(await isPublished(outboundIssuer.url, old));
    assert.ok(await isPublished(outboundIssuer.url, fresh));
    await outboundIssuer.rotate();
    assert.ok(!(await isPublished(outboundIssuer.url, old)));
    assert.ok(await isPublished(outboundIssuer.url, fresh));
    outboundIssuer.setOutage(true);
    await assert.rejects(publishedKeys(outboundIssuer.url), /503/);
    await ask(operator);
  });

  it('is given only while the account has the feature on', async () => {
    const iam = world.client(IAMClient, world.aws.operator);
    const info = () => iam.send(new GetOutboundWebIdentityFederationInfoCommand({}));
    const { IssuerIdentifier, JwtVendingEnabled } = await info();
    assert.equal(IssuerIdentifier, world.aws.outboundIssuer.url);
    assert.equal(JwtVendingEnabled, true);
    await assert.rejects(
      iam.send(new EnableOutboundWebIdentityFederationCommand({})),
      awsError('FeatureEnabledException', 409),
    );
    await iam.send(new DisableOutboundWebIdentityFederationCommand({}));
    await assert.rejects(info(), awsError('FeatureDisabledException', 404));
    await assert.rejects(
      iam.send(new DisableOutboundWebIdentityFederationCommand({})),
      awsError('FeatureDisabledException', 404),
    );
    await assert.rejects(ask(world.aws.operator), awsError('OutboundWebIdentityFederationDisabledException', 403));
    const enabled = await iam.send(new EnableOutboundWebIdentityFederationCommand({}));
    assert.equal(enabled.IssuerIdentifier, world.aws.outboundIssuer.url);
    await ask(world.aws.operator);
  });

  it('opens no session of this account, not even where its issuer is registered', async () => {
    const { url } = world.aws.outboundIssuer;
    const token =
      (await ask(world.aws.operator, { Audience: ['app'], SigningAlgorithm: 'RS256' })).WebIdentityToken ?? '';
    const refusal = awsError('InvalidIdentityTokenException', 400, /No OpenIDConnect provider/);
    await assert.rejects(world.webIdentity(token), refusal);

    const issuers = [{ provider: url.slice('http://'.length), audiences: ['app'] }];
    const verifier = (ownIssuer: string) =>
      new TokenVerifier({
        deployment: { ...world.deployment, issuers },
        now: () => world.clock.now,
        fetchJson: loopbackJson,
        ownIssuer,
      });
    await assert.rejects(verifier(url).verify(token), { code: 'InvalidIdentityToken' });
    // Nothing else keeps it out.
    assert.equal((await verifier('http://another').verify(token)).audience, 'app');
  });
});
