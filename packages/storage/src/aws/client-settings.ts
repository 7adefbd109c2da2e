/** How one AWS service is reached. Every bound is finite: an unbounded wait of one tenant would hold all others up. */
export interface AwsClientSettings {
  readonly region: string;
  /** URL of the service, or `null` for AWS's own endpoint of the region. */
  readonly endpoint: string | null;
  /** Attempts of one call, the first included. */
  readonly maxAttempts: number;
  /** Sockets to the service, shared by all tenants. */
  readonly maxSockets: number;
  readonly connectTimeoutMs: number;
  /** Time for one attempt, from sending to the whole answer. */
  readonly requestTimeoutMs: number;
}

/** Bounds that suit a caller who waits for at most some seconds; region and endpoint are the deployment's. */
export const defaultAwsBounds = {
  maxAttempts: 3,
  maxSockets: 100,
  connectTimeoutMs: 1000,
  requestTimeoutMs: 3000,
} as const satisfies Omit<AwsClientSettings, 'region' | 'endpoint'>;
