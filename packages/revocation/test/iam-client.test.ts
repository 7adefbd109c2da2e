import assert from 'node:assert/strict';
import { GetPolicyCommand } from '@aws-sdk/client-iam';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { iamClient } from '../src/iam-client.ts';

describe('The IAM client', () => {
  const variables = ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_IAM'];
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

  it('asks AWS itself who is revoked, whatever AWS_ENDPOINT_URL says', async () => {
    const client = iamClient({ region: 'eu-west-1', credentials: { accessKeyId: 'AKIA', secretAccessKey: 'secret' } });
    let asked = '';
    client.middlewareStack.add(
      () => (args) => {
        asked = String(Reflect.get(Object(args.request), 'hostname'));
        throw new Error('nothing is sent');
      },
      { step: 'build' },
    );
    await assert.rejects(client.send(new GetPolicyCommand({ PolicyArn: 'arn:aws:iam::111122223333:policy/x' })));
    assert.equal(asked, 'iam.amazonaws.com');
    client.destroy();
  });
});
