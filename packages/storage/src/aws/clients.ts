import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SSMClient } from '@aws-sdk/client-ssm';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { tenantSigner } from '../session/tenant-signer.ts';
import type { AwsClientSettings } from './client-settings.ts';
import { dropUnrelatedDate } from './refused-time.ts';

/**
 * The one DynamoDB client, with its one connection pool, for all tenants. Whatever it sends outside of
 * `withTenantSession` is refused before it leaves the process.
 */
export function dynamoDbClient(settings: AwsClientSettings): DynamoDBClient {
  const client = new DynamoDBClient({
    ...shared(settings, 'dynamodb'),
    // Both would let the caller's identity or an answer choose the endpoint that everyone then shares.
    accountIdEndpointMode: 'disabled',
    endpointDiscoveryEnabled: false,
  });
  client.middlewareStack.add((next) => (args) => next(args).catch(withoutUnrelatedDate), aroundAttempt);
  return client;
}

/** The one Parameter Store client, with its one connection pool, for all tenants; see {@link dynamoDbClient}. */
export function ssmClient(settings: AwsClientSettings): SSMClient {
  const client = new SSMClient(shared(settings, 'ssm'));
  client.middlewareStack.add((next) => (args) => next(args).catch(withoutUnrelatedDate), aroundAttempt);
  return client;
}

/** Around each attempt's answer, inside of what signs and of what tries again. */
const aroundAttempt = { step: 'deserialize', priority: 'high', name: 'dropUnrelatedDate' } as const;

function withoutUnrelatedDate(thrown: unknown): never {
  dropUnrelatedDate(thrown);
  throw thrown;
}

function shared(settings: AwsClientSettings, signingName: 'dynamodb' | 'ssm') {
  const sockets = { keepAlive: true, maxSockets: settings.maxSockets };
  return {
    region: settings.region,
    ...(settings.endpoint === null ? {} : { endpoint: settings.endpoint }),
    // AWS_ENDPOINT_URL and a profile's endpoint_url would send values to an address that no setting was held against.
    ignoreConfiguredEndpointUrls: true,
    // AWS_DISABLE_CLOCK_SKEW_CORRECTION would have calls of a machine whose clock is off refused for good.
    disableClockSkewCorrection: false,
    signer: tenantSigner(settings.region, signingName),
    // Never used to sign; given so that the SDK does not look for the task's own credentials and attach those.
    credentials: { accessKeyId: 'signed-by-tenant-session', secretAccessKey: 'signed-by-tenant-session' },
    // Middleware is resolved once a command class. The signer looks up the session at each attempt, so this is safe with
    // it, and with no middleware that captures a tenant: see the negative controls of the signing test.
    cacheMiddleware: true,
    retryMode: 'standard',
    maxAttempts: settings.maxAttempts,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: settings.connectTimeoutMs,
      requestTimeout: settings.requestTimeoutMs,
      throwOnRequestTimeout: true,
      httpAgent: sockets,
      httpsAgent: sockets,
      logger: silent,
    }),
  };
}

const nothing = (): void => {};

/** The SDK's own warnings go to the console otherwise, past the service's log and its rules. */
const silent = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };
