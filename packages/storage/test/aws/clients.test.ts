import assert from 'node:assert/strict';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { defaultAwsBounds } from '../../src/aws/client-settings.ts';
import { dynamoDbClient, ssmClient } from '../../src/aws/clients.ts';

const elsewhere = 'http://192.0.2.1:4566';
const variables = ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_DYNAMODB', 'AWS_ENDPOINT_URL_SSM'];

class NotSent extends Error {
  readonly hostname: string;

  constructor(hostname: string) {
    super('the request was stopped before it was signed and sent');
    this.hostname = hostname;
  }
}

describe('The clients of the stores', () => {
  const before = new Map(variables.map((name) => [name, process.env[name]]));

  beforeEach(() => {
    for (const name of variables) process.env[name] = elsewhere;
  });

  afterEach(() => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });

  const senders: readonly (readonly [string, (endpoint: string | null) => Promise<unknown>])[] = [
    [
      'dynamodb',
      (endpoint) => {
        const client = dynamoDbClient({ ...defaultAwsBounds, region: 'eu-west-1', endpoint });
        client.middlewareStack.add(() => stopped, { step: 'build' });
        return client.send(new GetItemCommand({ TableName: 'leasehold-config', Key: { pk: { S: 'a' } } }));
      },
    ],
    [
      'ssm',
      (endpoint) => {
        const client = ssmClient({ ...defaultAwsBounds, region: 'eu-west-1', endpoint });
        client.middlewareStack.add(() => stopped, { step: 'build' });
        return client.send(new GetParameterCommand({ Name: '/a' }));
      },
    ],
  ];

  for (const [service, send] of senders) {
    it(`send ${service} to AWS itself when no endpoint is set, whatever AWS_ENDPOINT_URL says`, async () => {
      await assert.rejects(send(null), { hostname: `${service}.eu-west-1.amazonaws.com` });
    });

    it(`send ${service} to the endpoint that is set`, async () => {
      await assert.rejects(send('http://127.0.0.1:4566'), { hostname: '127.0.0.1' });
    });
  }
});

async function stopped({ request }: { readonly request: unknown }): Promise<never> {
  const hostname = typeof request === 'object' && request !== null && 'hostname' in request ? request.hostname : '';
  throw new NotSent(String(hostname));
}
