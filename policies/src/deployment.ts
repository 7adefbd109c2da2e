/**
 * The AWS names one deployment uses. Every policy, store and embedded resource is derived from these and nothing else.
 * `safeDeployment` holds them against their grammars; every document does so before it is built.
 */
export interface Deployment {
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: string;
  readonly region: string;
  /** 12 digits. */
  readonly account: string;
  readonly table: string;
  /** First segment of every parameter path, without slashes. */
  readonly parameterRoot: string;
  readonly readerRole: string;
  readonly writerRole: string;
  /** The role this service's own task runs under. */
  readonly taskRole: string;
  /** The role of the function that tells every instance of the service what changed. */
  readonly notifierRole: string;
  /** Name of the managed policy that is the permission boundary of both tenant roles. */
  readonly boundaryPolicy: string;
  /**
   * Name of the managed policy, attached to both tenant roles, that denies revoked tenants everything. Its content changes
   * while the service runs; it is the one list of who is revoked.
   */
  readonly revocationsPolicy: string;
  /**
   * Who provisions all this, as the part of its ARN after the account: `role/leasehold-deployer`. The organisation's
   * policies let nobody else change the roles, the boundary, the issuers, the table's or the key's policy.
   */
  readonly deployer: string;
  /**
   * The one principal besides the tenant roles that may touch items and use the key, for emergencies, as the part of its
   * ARN after the account: `role/leasehold-break-glass` or `user/leasehold-operator`.
   */
  readonly breakGlass: string;
  /**
   * The one principal besides the deployer that may change who is revoked, as the part of its ARN after the account:
   * `role/leasehold-revoker`.
   */
  readonly revoker: string;
  /** Key id (not alias, not ARN) of the customer-managed key for SecureString parameters. */
  readonly parameterKeyId: string;
  /** Name of the Lambda function that runs as `notifierRole`. */
  readonly notifierFunction: string;
  /** Name of the SQS queue that takes the changes of which the notifier could not tell every instance. */
  readonly failureQueue: string;
  /** `aud` of the tokens by which notifier and revoker prove to an instance who they are. Nothing else may take it. */
  readonly refreshAudience: string;
  /** Cloud Map namespace in which the instances of the service are found. */
  readonly namespace: string;
  /** The Cloud Map service in that namespace whose instances are told. */
  readonly discoveryService: string;
  /** Token issuers registered as IAM OIDC providers, for the `web-identity` trust. */
  readonly issuers: readonly TrustedIssuer[];
  /**
   * Whether some issuer's tokens are exchanged in the `assume-role` mode. Only then may the task role assume the tenant
   * roles, and only then do their trust policies name it.
   */
  readonly assumeRoleTrust: boolean;
  /**
   * Whom session name and source identity name: the tenant, or tenant and user. Per user, CloudTrail tells who of a tenant
   * it was, and every user has sessions of their own, so STS is asked as much more often.
   */
  readonly attribution: 'tenant' | 'user';
}

export interface TrustedIssuer {
  /** The issuer URL without its scheme, as IAM names the provider: `cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc`. */
  readonly provider: string;
  /** Accepted `aud` values: the app client ids. */
  readonly audiences: readonly string[];
  /**
   * The tenants its tokens may name: tenant ids, or beginnings of them that end in `*`, or `*` alone for all. 1-1,000.
   * May be left out, which means all, while it is the only issuer.
   */
  readonly tenants?: readonly string[];
}

/** What a laptop and the tests run on; a real deployment replaces the values, not the code. */
export const localDeployment = {
  partition: 'aws',
  region: 'eu-west-1',
  account: '111122223333',
  table: 'leasehold-config',
  parameterRoot: 'config-service',
  readerRole: 'leasehold-tenant-reader',
  writerRole: 'leasehold-tenant-writer',
  taskRole: 'leasehold-service',
  notifierRole: 'leasehold-refresh-notifier',
  boundaryPolicy: 'leasehold-tenant-boundary',
  revocationsPolicy: 'leasehold-revocations',
  deployer: 'role/leasehold-deployer',
  // The operator of the embedded AWS seeds and inspects tables.
  breakGlass: 'user/leasehold-operator',
  revoker: 'role/leasehold-revoker',
  parameterKeyId: '1a2b3c4d-5e6f-4a1b-8c2d-3e4f5a6b7c8d',
  notifierFunction: 'leasehold-refresh-notifier',
  failureQueue: 'leasehold-refresh-failures',
  refreshAudience: 'leasehold-refresh',
  namespace: 'leasehold.internal',
  discoveryService: 'config-service',
  issuers: [],
  assumeRoleTrust: false,
  attribution: 'tenant',
} as const satisfies Deployment;
