import assert from 'node:assert/strict';
import { GetWebIdentityTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { status } from '@grpc/grpc-js';
import { localDeployment, roleArn } from '@leasehold/policies';
import { after, before, describe, it } from 'mocha';
import { TwoInstances } from '../kill-switch/two-instances.ts';
import { refreshCall } from './refresh-call.ts';

const audience = localDeployment.refreshAudience;
const notifier = roleArn(localDeployment, localDeployment.notifierRole);
const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const decode = (part: string | undefined): Record<string, unknown> =>
  JSON.parse(Buffer.from(part ?? '', 'base64url').toString()) as Record<string, unknown>;

describe('A stranger at the refresh port', () => {
  let world: TwoInstances;
  /** A good token of the account's issuer, of somebody who is not the notifier. */
  let another: string;

  before(async () => {
    world = await TwoInstances.start();
    another = await tokenFor(audience);
  });
  after(() => world.close());

  const tokenFor = async (...Audience: string[]): Promise<string> => {
    const { endpoint, operator: credentials } = world.aws;
    const sts = new STSClient({ endpoint, region: localDeployment.region, maxAttempts: 1, credentials });
    try {
      const asked = new GetWebIdentityTokenCommand({ Audience, SigningAlgorithm: 'RS256' });
      return (await sts.send(asked)).WebIdentityToken ?? '';
    } finally {
      sts.destroy();
    }
  };
  /** The good token's parts with other claims, under its old signature or another. */
  const forged = (header: object, claims: object, signature?: string): string => {
    const [head, payload, signed] = another.split('.');
    return [
      encode({ ...decode(head), ...header }),
      encode({ ...decode(payload), ...claims }),
      signature ?? signed,
    ].join('.');
  };

  const attacks: readonly [string, () => Promise<readonly string[]> | readonly string[]][] = [
    ['without a token', () => []],
    ['with a token of another principal of the account', () => [`Bearer ${another}`]],
    ['with a token for another audience', async () => [`Bearer ${await tokenFor('https://api.example.com')}`]],
    [
      'with a token for another audience too',
      async () => [`Bearer ${await tokenFor(audience, 'https://api.example.com')}`],
    ],
    ['with a user’s token', () => [`Bearer ${world.token('acme')}`]],
    ['with a token that it wrote the notifier into', () => [`Bearer ${forged({}, { sub: notifier })}`]],
    ['with such a token, unsigned', () => [`Bearer ${forged({ alg: 'none' }, { sub: notifier }, 'AAAA')}`]],
    [
      'with such a token of an issuer of its own',
      () => [`Bearer ${forged({}, { sub: notifier, iss: world.issuer.issuer })}`],
    ],
    ['with another scheme', () => [`Basic ${another}`]],
    ['with no more than a scheme', () => ['Bearer ']],
  ];
  for (const [what, headers] of attacks) {
    it(`is told nothing but that it was not accepted, ${what}`, async () => {
      const { code, details } = await refreshCall(world.first.refresh, ...(await headers()));
      assert.deepEqual([code, details], [status.UNAUTHENTICATED, 'the caller was not accepted']);
    });
  }

  it('finds no such service on the public port, whatever it brings', async () => {
    const { code } = await refreshCall(world.first.address, `Bearer ${another}`);
    assert.equal(code, status.UNIMPLEMENTED);
  });

  it('gets no token for the port by the service’s own role', async () => {
    const { uri, authorization } = world.aws.taskCredentials;
    const answer = await fetch(uri, { headers: { authorization, connection: 'close' } });
    const { AccessKeyId = '', SecretAccessKey = '', Token = '' } = (await answer.json()) as Record<string, string>;
    const sts = new STSClient({
      endpoint: world.aws.endpoint,
      region: localDeployment.region,
      maxAttempts: 1,
      credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: Token },
    });
    const asked = new GetWebIdentityTokenCommand({ Audience: [audience], SigningAlgorithm: 'RS256' });
    await assert.rejects(sts.send(asked), { name: 'AccessDenied' });
    sts.destroy();
  });
});
