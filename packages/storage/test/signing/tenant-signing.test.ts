import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { DynamoDBClient, type DynamoDBClientConfig, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import type { TenantCredentials } from '@leasehold/domain';
import {
  defaultAwsBounds,
  dynamoDbClient,
  NoTenantSessionError,
  ssmClient,
  withTenantSession,
} from '@leasehold/storage';
import { SignatureV4 } from '@smithy/signature-v4';
import { afterEach, describe, it } from 'mocha';
import { NodeSha256 } from '../../src/session/node-sha256.ts';
import { drive } from './drive.ts';
import { fakeSessions } from './fake-sessions.ts';
import { SignatureCheckingServer } from './signature-checking-server.ts';

const sessions = fakeSessions(60);
const settings = { ...defaultAwsBounds, region: 'eu-west-1', maxAttempts: 4 };

function getItem(credentials: TenantCredentials): GetItemCommand {
  return new GetItemCommand({
    TableName: 't',
    Key: { pk: { S: `TENANT#${credentials.tenant}` }, sk: { S: 'CONFIG#x' } },
  });
}

function getParameter(credentials: TenantCredentials): GetParameterCommand {
  return new GetParameterCommand({ Name: `/config-service/${credentials.tenant}/orders/x` });
}

describe('the signature of a shared client', () => {
  const open: { close(): Promise<void> | void }[] = [];
  afterEach(async () => {
    for (const one of open.splice(0).reverse()) await one.close();
  });

  async function server(failEvery = 10): Promise<SignatureCheckingServer> {
    const started = await SignatureCheckingServer.start(sessions, failEvery);
    open.push(started);
    return started;
  }

  it("is each tenant's own on 4,200 interleaved calls of 60 tenants through both clients, retries included", async () => {
    const aws = await server();
    const dynamoDb = dynamoDbClient({ ...settings, endpoint: aws.url });
    const ssm = ssmClient({ ...settings, endpoint: aws.url });
    open.push({ close: () => dynamoDb.destroy() }, { close: () => ssm.destroy() });

    const failed = await drive(sessions, 4200, 96, (credentials, index) =>
      withTenantSession(credentials, async () =>
        index % 3 === 0 ? ssm.send(getParameter(credentials)) : dynamoDb.send(getItem(credentials)),
      ),
    );

    const { requests, wrong, failuresInjected, userAgents } = aws.tally;
    assert.equal(wrong, 0);
    assert.ok(failuresInjected >= 350, `${failuresInjected} failures injected`);
    assert.ok(requests - failuresInjected >= 4200 - failed, 'each call that succeeded was answered');
    assert.ok(failed < 60, `${failed} calls failed although they were tried 4 times`);
    // Middleware resolved once must not pile anything up from call to call.
    assert.ok(userAgents.size <= 8, `${userAgents.size} lengths of User-Agent`);
  });

  it('is refused outside of a tenant session, before anything is sent', async () => {
    const aws = await server();
    const [someone] = sessions.values();
    assert.ok(someone);
    const dynamoDb = dynamoDbClient({ ...settings, endpoint: aws.url });
    const ssm = ssmClient({ ...settings, endpoint: aws.url });
    open.push({ close: () => dynamoDb.destroy() }, { close: () => ssm.destroy() });

    await assert.rejects(dynamoDb.send(getItem(someone)), NoTenantSessionError);
    await assert.rejects(ssm.send(getParameter(someone)), NoTenantSessionError);
    await withTenantSession(someone, () => dynamoDb.send(getItem(someone)));
    await assert.rejects(dynamoDb.send(getItem(someone)), NoTenantSessionError);

    assert.equal(aws.tally.requests, 1);
    assert.equal(aws.tally.wrong, 0);
  });

  describe('of ways known to be wrong, which the same check must find', () => {
    const current = new AsyncLocalStorage<TenantCredentials>();
    const identityOf = () => current.getStore()?.reveal() ?? { accessKeyId: 'none', secretAccessKey: 'none' };
    const someoneElse = { accessKeyId: 'ASIAFIRST', secretAccessKey: 'first', sessionToken: 'first' };

    type WrongWay = (client: DynamoDBClient, credentials: TenantCredentials) => Promise<unknown>;
    const wrongWays: readonly (readonly [string, Partial<DynamoDBClientConfig>, WrongWay])[] = [
      [
        'credentials that are a function reading the session, which the SDK memoizes',
        { credentials: async () => identityOf() },
        (client, credentials) => current.run(credentials, () => client.send(getItem(credentials))),
      ],
      [
        'the same, near their expiry',
        { credentials: async () => ({ ...identityOf(), expiration: new Date(Date.now() + 60_000) }) },
        (client, credentials) => current.run(credentials, () => client.send(getItem(credentials))),
      ],
      [
        'credentials swapped in the configuration before each call',
        { credentials: someoneElse },
        (client, credentials) => {
          Object.assign(client.config, { credentials: credentials.reveal() });
          return client.send(getItem(credentials));
        },
      ],
      [
        'credentials given with the call, which the SDK ignores',
        { credentials: someoneElse },
        (client, credentials) => client.send(getItem(credentials), optionsWith(credentials)),
      ],
      [
        'middleware that overrides the identity only',
        { credentials: someoneElse },
        (client, credentials) => {
          const command = getItem(credentials);
          command.middlewareStack.addRelativeTo(
            changingScheme((scheme) => {
              scheme.identity = credentials.reveal();
            }),
            beforeSigning,
          );
          return client.send(command);
        },
      ],
      [
        'middleware of the command that replaces the signer, when middleware is resolved once a command class',
        { credentials: someoneElse, cacheMiddleware: true },
        sendWithReplacedSigner,
      ],
    ];

    it('finds it right with that last one when middleware is resolved for each call', async () => {
      const aws = await server(Number.POSITIVE_INFINITY);
      const client = new DynamoDBClient({ region: 'eu-west-1', endpoint: aws.url, credentials: someoneElse });
      open.push({ close: () => client.destroy() });

      assert.equal(await drive(sessions, 300, 64, (credentials) => sendWithReplacedSigner(client, credentials)), 0);

      assert.deepEqual([aws.tally.requests, aws.tally.wrong], [300, 0]);
    });

    for (const [name, config, send] of wrongWays) {
      it(`finds it wrong with ${name}`, async () => {
        const aws = await server(Number.POSITIVE_INFINITY);
        const client = new DynamoDBClient({ region: 'eu-west-1', endpoint: aws.url, maxAttempts: 4, ...config });
        open.push({ close: () => client.destroy() });

        await drive(sessions, 1000, 64, (credentials) => send(client, credentials));

        assert.ok(aws.tally.requests >= 1000);
        assert.ok(aws.tally.wrong > 0, `none of ${aws.tally.requests} requests was found to be wrongly signed`);
      });
    }
  });
});

const beforeSigning = { relation: 'before', toMiddleware: 'httpSigningMiddleware' } as const;

function sendWithReplacedSigner(client: DynamoDBClient, credentials: TenantCredentials): Promise<unknown> {
  const command = getItem(credentials);
  command.middlewareStack.addRelativeTo(
    changingScheme((scheme) => {
      scheme.signer = signerOf(credentials);
    }),
    beforeSigning,
  );
  return client.send(command);
}

/** Middleware that changes which scheme signs the request. */
function changingScheme(change: (scheme: SelectedScheme) => void) {
  return <Args, Output>(next: (args: Args) => Promise<Output>, context: object) =>
    (args: Args): Promise<Output> => {
      const scheme = selectedScheme(context);
      if (scheme !== undefined) change(scheme);
      return next(args);
    };
}

interface SelectedScheme {
  identity: object;
  signer: object;
}

/** The SDK's internal choice of scheme for a request, which the wrong ways change. */
function selectedScheme(context: object): SelectedScheme | undefined {
  const smithy: { selectedHttpAuthScheme?: SelectedScheme } | undefined = Reflect.get(context, '__smithy_context');
  return smithy?.selectedHttpAuthScheme;
}

function signerOf(credentials: TenantCredentials): SignatureV4 {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials.reveal();
  return new SignatureV4({
    region: 'eu-west-1',
    service: 'dynamodb',
    sha256: NodeSha256,
    credentials: { accessKeyId, secretAccessKey, sessionToken },
  });
}

/** An option the SDK's types do not know, and its clients do not read. */
function optionsWith(credentials: TenantCredentials): object {
  return { credentials: credentials.reveal() };
}
