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
  /** The port on which the service is told what was changed, 0 for any free one, and the embedded AWS's own issuer; absent: no such port. */
  readonly refresh?: { readonly port: number; readonly issuer: string };
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
    ...(local.refresh === undefined ? {} : refreshSettings(deployment, local.refresh)),
    ...also,
  };
}

/** Who runs the embedded AWS is its one operator, who revokes too: there is no other person on a laptop. */
const operator = 'user/leasehold-operator';

function refreshSettings(
  { notifierRole, refreshAudience }: Deployment,
  { port, issuer }: { readonly port: number; readonly issuer: string },
): Record<string, string> {
  return {
    LEASEHOLD_REFRESH_PORT: String(port),
    LEASEHOLD_REFRESH_ISSUER: issuer,
    LEASEHOLD_REFRESH_AUDIENCE: refreshAudience,
    LEASEHOLD_NOTIFIER_ROLE: notifierRole,
    LEASEHOLD_REVOKER: operator,
  };
}
