import { STSClient, type STSClientConfig } from '@aws-sdk/client-sts';
import type { VendingSettings } from './settings.ts';

/** Where STS is. */
export interface StsAddress {
  /** Regional STS is asked, never the global endpoint. */
  readonly region: string;
  /** Set for the embedded AWS or a VPC endpoint. */
  readonly endpoint?: string;
}

/** AWS credentials as the SDK takes them: fixed, or a provider. */
export type BaseCredentials = NonNullable<STSClientConfig['credentials']>;

/** An STS client with bounded attempts, times and connections. */
export function stsClient(address: StsAddress, credentials: BaseCredentials, settings: VendingSettings): STSClient {
  const sockets = { keepAlive: true, maxSockets: settings.stsSockets };
  return new STSClient({
    region: address.region,
    ...(address.endpoint === undefined ? {} : { endpoint: address.endpoint }),
    // AWS_ENDPOINT_URL and a profile's endpoint_url would send users' tokens to an address that no setting was held against.
    ignoreConfiguredEndpointUrls: true,
    // AWS_DISABLE_CLOCK_SKEW_CORRECTION and AWS_RETRY_MODE would undo what the failure table promises.
    disableClockSkewCorrection: false,
    retryMode: 'standard',
    credentials,
    maxAttempts: settings.maxAttempts,
    requestHandler: {
      connectionTimeout: settings.connectTimeoutMs,
      requestTimeout: settings.requestTimeoutMs,
      // Without this the handler only warns about a late answer and goes on waiting.
      throwOnRequestTimeout: true,
      socketTimeout: settings.requestTimeoutMs,
      httpAgent: sockets,
      httpsAgent: sockets,
      logger: silent,
    },
  });
}

/** For operations that are not signed: a client that would sign all the same fails instead of using the task's role. */
export function noCredentials(): Promise<never> {
  return Promise.reject(new Error('web-identity sessions are obtained without credentials of the service'));
}

const nothing = (): void => {};

/** The SDK's own warnings go to the console otherwise, past the service's log and its rules. */
const silent = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };
