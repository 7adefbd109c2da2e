import fc from 'fast-check';

/* Names that lean on those of the documents: their own, and what a pattern would take for them. */

export const regions = ['eu-west-1', 'us-east-1'];
const accounts = ['111122223333', '999988887777'];
export const tenants = ['acme', 'acme2', 'acm', 'ACME', 'globex', 'a', '', 'acme/orders'];
export const services = ['orders', 'orders2', 'billing', 'ORDERS'];

const tables = ['leasehold-config', 'leasehold-config-2', 'leasehold-confix', 'ledger'].flatMap((name) =>
  ['', '/index/by-name', '/backup/0148', '/stream/2026-11-25', '/export/0148', '/import/0148'].map(
    (rest) => `table/${name}${rest}`,
  ),
);
const paths = ['config-service', 'config-service-2', 'config-servicx', 'other'].flatMap((root) => [
  '/',
  `/${root}`,
  ...tenants.flatMap((tenant) => [
    `/${root}/${tenant}`,
    ...services.flatMap((service) => [`/${root}/${tenant}/${service}`, `/${root}/${tenant}/${service}/password`]),
  ]),
]);
const keyIds = ['c8d', 'c80', 'c8x'].map((end) => `key/1a2b3c4d-5e6f-4a1b-8c2d-3e4f5a6b7${end}`);
const roleNames = ['tenant-reader', 'tenant-writer', 'tenant-auditor', 'service', 'deployer'].flatMap((name) =>
  ['', '-2'].map((end) => `role/leasehold-${name}${end}`),
);
export const identities = [
  ...roleNames,
  'role/administrator',
  'user/leasehold-operator',
  'user/leasehold-operator-2',
  'policy/leasehold-tenant-boundary',
  'policy/leasehold-tenant-boundary-2',
  'oidc-provider/login.example.com/tenants',
  'oidc-provider/cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Example01',
  'oidc-provider/login.example.com',
  'root',
];

/** Half of them the usual ones of this region and account. */
export function arns(service: string, rest: readonly string[], usual: readonly string[] = rest): fc.Arbitrary<string> {
  const written = (region: string, account: string, name: string) =>
    `arn:aws:${service}:${service === 'iam' ? '' : region}:${account}:${name}`;
  return fc.oneof(
    fc.constantFrom(...usual).map((name) => written('eu-west-1', '111122223333', name)),
    fc
      .tuple(fc.constantFrom(...regions), fc.constantFrom(...accounts), fc.constantFrom(...rest))
      .map((parts) => written(...parts)),
  );
}

const usualPaths = ['/config-service/acme/orders/password', '/config-service/acme/orders'];
const tenantRoles = ['role/leasehold-tenant-reader', 'role/leasehold-tenant-writer'];
export const parameterArns = arns('ssm', paths.map(ofParameter), usualPaths.map(ofParameter));
/** Of each service, by its IAM prefix. */
export const resources: Readonly<Record<string, fc.Arbitrary<string>>> = {
  dynamodb: arns('dynamodb', tables, [
    'table/leasehold-config',
    'table/leasehold-config',
    'table/leasehold-config/backup/0148',
  ]),
  ssm: parameterArns,
  kms: arns('kms', keyIds, keyIds.slice(0, 1)),
  sts: arns('iam', identities, tenantRoles),
  iam: arns('iam', identities),
};

function ofParameter(path: string): string {
  return `parameter${path}`;
}

export const callers: fc.Arbitrary<string> = arns(
  'iam',
  identities.filter((name) => /^(role|user)/.test(name)),
  [...tenantRoles, 'user/leasehold-operator', 'role/leasehold-deployer', 'role/administrator'],
);

export const tags: fc.Arbitrary<Readonly<Record<string, string>>> = fc.oneof(
  fc.constant({ TenantId: 'acme', UserRole: 'admin' }),
  fc
    .tuple(
      fc.option(fc.constantFrom(...tenants)),
      fc.option(fc.constantFrom('reader', 'writer', 'admin', 'ADMIN', 'admin2')),
    )
    .map(([TenantId, UserRole]) => ({
      ...(TenantId === null ? {} : { TenantId }),
      ...(UserRole === null ? {} : { UserRole }),
    })),
);
