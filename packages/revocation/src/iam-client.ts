import { IAMClient, type IAMClientConfig } from '@aws-sdk/client-iam';

/** Where IAM is, and who asks. */
export interface IamAccess {
  /** IAM is one service for all regions of a partition; the region says which partition, and the SDK signs accordingly. */
  readonly region: string;
  /** Set for the embedded AWS. */
  readonly endpoint?: string;
  /** The SDK's default chain unless said: the task's role in the service, the operator's own in the command. */
  readonly credentials?: NonNullable<IAMClientConfig['credentials']>;
}

/** An IAM client with bounded attempts, times and connections. */
export function iamClient({ region, endpoint, credentials }: IamAccess): IAMClient {
  const sockets = { keepAlive: true, maxSockets: 4 };
  return new IAMClient({
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
    // AWS_ENDPOINT_URL and a profile's endpoint_url would let somebody else say who is revoked.
    ignoreConfiguredEndpointUrls: true,
    disableClockSkewCorrection: false,
    retryMode: 'standard',
    maxAttempts: 3,
    requestHandler: {
      connectionTimeout: 1_000,
      requestTimeout: 3_000,
      // Without this the handler only warns about a late answer and goes on waiting.
      throwOnRequestTimeout: true,
      socketTimeout: 3_000,
      httpAgent: sockets,
      httpsAgent: sockets,
      logger: silent,
    },
  });
}

const nothing = (): void => {};

/** The SDK's own warnings go to the console otherwise, past the service's log and its rules. */
const silent = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };
