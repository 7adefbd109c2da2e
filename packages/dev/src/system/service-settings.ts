import type { Deployment } from '@leasehold/policies';

/** Where the parts of a local system are. */
export interface LocalAddresses {
  readonly grpcPort: number;
  /** URL of the embedded AWS. */
  readonly aws: string;
  /** URL of the embedded issuer. */
  readonly issuer: string;
  /** App client id that tokens are made for. */
  readonly audience: string;
}

/**
 * The service's settings for a local system, as environment variables: the same ones a deployment sets, with other
 * values. `also` adds or replaces some.
 */
export function serviceSettings(
  deployment: Deployment,
  local: LocalAddresses,
  also: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return {
    LEASEHOLD_GRPC_PORT: String(local.grpcPort),
    LEASEHOLD_ISSUERS: JSON.stringify([
      { kind: 'oidc', issuer: local.issuer, audiences: [local.audience], tokenUse: 'id', mode: 'web-identity' },
    ]),
    LEASEHOLD_AWS_PARTITION: deployment.partition,
    LEASEHOLD_AWS_REGION: deployment.region,
    LEASEHOLD_AWS_ACCOUNT: deployment.account,
    LEASEHOLD_TABLE: deployment.table,
    LEASEHOLD_PARAMETER_ROOT: deployment.parameterRoot,
    LEASEHOLD_READER_ROLE: deployment.readerRole,
    LEASEHOLD_WRITER_ROLE: deployment.writerRole,
    LEASEHOLD_TASK_ROLE: deployment.taskRole,
    LEASEHOLD_REVOCATIONS_POLICY: deployment.revocationsPolicy,
    LEASEHOLD_ATTRIBUTION: deployment.attribution,
    LEASEHOLD_PARAMETER_KEY_ID: deployment.parameterKeyId,
    LEASEHOLD_AWS_ENDPOINT: local.aws,
    ...also,
  };
}
