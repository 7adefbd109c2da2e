import assert from 'node:assert/strict';
import { AssumeRoleWithWebIdentityCommand } from '@aws-sdk/client-sts';
import { vendingDefaults } from '@leasehold/vending';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { noCredentials, type StsAddress, stsClient } from '../src/sts-client.ts';

const variables = ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_STS', 'AWS_RETRY_MODE'];

/** Where a token would have gone; nothing is sent. */
class NotSent extends Error {
  readonly hostname: string;

  constructor(hostname: string) {
    super('the request was stopped before it was sent');
    this.hostname = hostname;
  }
}

describe('The STS client', () => {
  const before = new Map(variables.map((name) => [name, process.env[name]]));

  beforeEach(() => {
    for (const name of variables) process.env[name] = 'http://192.0.2.1:4566';
  });

  afterEach(() => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });

  it('tries again as often as is set, and never adapts its rate, whatever AWS_RETRY_MODE says', async () => {
    process.env['AWS_RETRY_MODE'] = 'adaptive';
    const { config } = stsClient({ region: 'eu-west-1' }, noCredentials, vendingDefaults);
    assert.equal(Reflect.get(await config.retryStrategy(), 'mode'), 'standard');
    assert.equal(await config.maxAttempts(), vendingDefaults.maxAttempts);
  });

  const addresses: readonly (readonly [string, StsAddress, string])[] = [
    [
      'AWS itself when no endpoint is set, whatever AWS_ENDPOINT_URL says',
      { region: 'eu-west-1' },
      'sts.eu-west-1.amazonaws.com',
    ],
    ['the endpoint that is set', { region: 'eu-west-1', endpoint: 'http://127.0.0.1:4566' }, '127.0.0.1'],
  ];

  for (const [where, address, hostname] of addresses) {
    it(`sends users' tokens to ${where}`, async () => {
      const client = stsClient(address, noCredentials, vendingDefaults);
      client.middlewareStack.add(() => stopped, { step: 'build' });
      const command = new AssumeRoleWithWebIdentityCommand({
        RoleArn: 'arn:aws:iam::111122223333:role/leasehold-tenant-reader',
        RoleSessionName: 'acme',
        WebIdentityToken: 'token',
      });
      await assert.rejects(client.send(command), { hostname });
    });
  }
});

async function stopped({ request }: { readonly request: unknown }): Promise<never> {
  const hostname = typeof request === 'object' && request !== null && 'hostname' in request ? request.hostname : '';
  throw new NotSent(String(hostname));
}
