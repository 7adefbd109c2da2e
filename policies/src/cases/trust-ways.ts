import type { TrustExchange } from './policy-case.ts';
import { alikeTo, type Deviation, issuerDeviations, roleDeviations, sessionOf } from './trust-deviations.ts';

/** One of the ways into a tenant role, as the documents name them. */
export interface WayIn {
  readonly name: string;
  readonly sid: string;
  readonly exchange: TrustExchange;
  /** Allowed as well. */
  readonly alsoGood: readonly Deviation['from'][];
  readonly bad: readonly Deviation[];
}

const pool = 'cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Example01';
export const provider = 'arn:aws:iam::111122223333:oidc-provider/';
export const account = 'arn:aws:iam::111122223333:role/';

const transitives = [['TenantId'], ['UserRole'], ['TenantId', 'UserRole']].map(
  (transitive): Deviation['from'] =>
    (good) => ({ ...good, transitive }),
);

function ofToken(
  name: string,
  sid: string,
  issuer: string,
  audiences: readonly string[],
  tenants: readonly string[],
  others: readonly string[],
): WayIn {
  const [audience = '', tenant = ''] = [audiences[0], tenants[0]];
  const strangers = [
    `${provider}login.example.com`,
    `${provider}${issuer}2`,
    `${provider}${issuer}`.replace('1111', '9999'),
  ];
  return {
    name,
    sid,
    exchange: { by: 'token', provider: provider + issuer, audience, ...sessionOf(tenant) },
    alsoGood: [
      ...audiences.map(
        (one): Deviation['from'] =>
          (good) =>
            ({ ...good, audience: one }) as TrustExchange,
      ),
      ...tenants.map((one): Deviation['from'] => (good) => ({ ...good, ...sessionOf(one) })),
      ...transitives,
    ],
    bad: [
      ...issuerDeviations(audiences, others),
      ...strangers.map(
        (other): Deviation => ({
          name: `the provider ${other}`,
          missed: 'Principal',
          from: (good) => ({ ...good, provider: other }) as TrustExchange,
        }),
      ),
    ],
  };
}

/** A token of either issuer. */
export const tokens: readonly WayIn[] = [
  ofToken(
    'the first issuer',
    'ExchangeTokenOfIssuer1',
    pool,
    ['cli-client', 'web-app-client'],
    ['acme', 'eu-north'],
    [...alikeTo('acme'), 'europe', 'us-eu-1', 'ex-1', 'EU-1'],
  ),
  ofToken(
    'the second issuer',
    'ExchangeTokenOfIssuer2',
    'login.example.com/tenants',
    ['console'],
    ['globex'],
    alikeTo('globex'),
  ),
];

const elsewhere = account.replace('1111', '9999');

const nearRoles: readonly Deviation[] = [
  `${account}leasehold-service-2`,
  `${account}leasehold-servicx`,
  `${account}leasehold-tenant-auditor`,
  `${account}leasehold-tenant-reader-2`,
  `${account}leasehold-tenant-writer-2`,
  `${account}leasehold-tenant-readex`,
  `${account}leasehold-tenant-writex`,
  `${elsewhere}leasehold-service`,
  `${elsewhere}leasehold-tenant-reader`,
  `${elsewhere}leasehold-tenant-writer`,
].map((arn) => ({
  name: `the role ${arn}`,
  missed: 'Principal',
  from: (good) => ({ ...good, arn }) as TrustExchange,
}));

/** The service's own role, where the deployment says so. */
export const taskRole: WayIn = {
  name: 'the task role',
  sid: 'AssumeForTenant',
  exchange: { by: 'role', arn: `${account}leasehold-service`, callerTags: {}, ...sessionOf('acme') },
  alsoGood: [(good) => ({ ...good, ...sessionOf('initech') }), ...transitives],
  bad: [...roleDeviations, ...nearRoles],
};
