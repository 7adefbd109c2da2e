import fc from 'fast-check';
import type { CaseAsk } from '../../src/cases/policy-case.ts';
import type { PolicySet } from '../../src/index.ts';
import { type PublishedAction, publishedActions } from '../../src/mutation/published-actions.ts';

/*
 * Requests as AWS makes them: an action of its reference, asked of a resource of one of its types, with the condition keys
 * that such a call has. Names lean on those of the documents, since anything else is refused anyway.
 */

const regions = ['eu-west-1', 'us-east-1'];
const accounts = ['111122223333', '999988887777'];
const tenants = ['acme', 'acme2', 'acm', 'ACME', 'globex', 'a', '', 'acme/orders'];
const services = ['orders', 'orders2', 'billing', 'ORDERS'];

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
const identities = [
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
function arns(service: string, rest: readonly string[], usual: readonly string[] = rest): fc.Arbitrary<string> {
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
const parameterArns = arns('ssm', paths.map(ofParameter), usualPaths.map(ofParameter));
const resources: Readonly<Record<string, fc.Arbitrary<string>>> = {
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

const leadingKey = fc.oneof(
  fc.constantFrom('TENANT#acme', 'TENANT#acme|SERVICE#orders'),
  fc
    .tuple(
      fc.constantFrom('TENANT#', 'X-TENANT#', 'TENANX#'),
      fc.constantFrom(...tenants),
      fc.option(fc.constantFrom(...services)),
    )
    .map(([head, tenant, service]) => `${head}${tenant}${service === null ? '' : `|SERVICE#${service}`}`),
);

const viaServices = fc.option(
  fc
    .tuple(fc.constantFrom('ssm', 'ssm', 'secretsmanager', 's3'), fc.constantFrom('eu-west-1', ...regions))
    .map(([service, region]) => `${service}.${region}.amazonaws.com`),
);

/** What such a call has in its context, beside what is the caller's. */
function contexts(service: string): fc.Arbitrary<CaseAsk['context']> {
  if (service === 'dynamodb') {
    const keys = fc.oneof(
      leadingKey.map((key) => [key]),
      fc.array(leadingKey, { maxLength: 3 }),
    );
    return fc.option(keys).map((listed) => (listed === null ? {} : { 'dynamodb:LeadingKeys': listed }));
  }
  if (service === 'kms') {
    return fc.tuple(viaServices, fc.option(parameterArns)).map(([via, parameter]) => ({
      ...(via === null ? {} : { 'kms:ViaService': via }),
      ...(parameter === null ? {} : { 'kms:EncryptionContext:PARAMETER_ARN': parameter }),
    }));
  }
  if (service !== 'iam') return fc.constant({});
  const boundaries = fc.option(
    arns(
      'iam',
      identities.filter((name) => name.startsWith('policy')),
    ),
  );
  const tagKeys = fc.option(fc.subarray(['TenantId', 'tenantid', 'Team'], { minLength: 1 }));
  return fc.tuple(boundaries, tagKeys).map(([boundary, keys]) => ({
    ...(boundary === null ? {} : { 'iam:PermissionsBoundary': boundary }),
    ...(keys === null ? {} : { 'aws:TagKeys': keys }),
  }));
}

const usualActions = /:((Get|BatchGet|Put|Update)Item|Query|(Get|Put|Delete)Parameter\w*|(De|En)crypt|AssumeRole)$/;

/** Any published request of the services that the sets name, but for those of a token's holder, who has no ARN. */
export async function requests(sets: readonly PolicySet[]): Promise<fc.Arbitrary<CaseAsk>> {
  const published = (await publishedActions(sets)).filter(
    ({ name }) => !/:(NotYetPublished|AssumeRoleWith\w+)$/.test(name),
  );
  const granted = published.filter(({ name }) => usualActions.test(name));
  return fc.oneof(asked(published), asked(granted)).filter(({ resource }) => resource !== '');
}

function asked(actions: readonly PublishedAction[]): fc.Arbitrary<CaseAsk> {
  return fc.constantFrom(...actions).chain((action) => {
    const [service = ''] = action.name.split(':');
    const wanted = action.resources.filter((pattern) => pattern !== '*').map(typeTest);
    const pool = resources[service];
    const fitting = pool?.map((resource) => (wanted.some((test) => test.test(resource)) ? resource : ''));
    const resource = fitting === undefined || wanted.length === 0 ? fc.constant('*') : fitting;
    return fc.record({ action: fc.constant(action.name), resource, context: contexts(service) });
  });
}

/** A type's ARN with its names open: a table is not an index, though its pattern would match one. */
function typeTest(pattern: string): RegExp {
  const source = pattern.replace(/[.+?^$()[\]{}|\\]/g, '\\$&').split('*');
  const last = /:(table|index|backup|stream|export|import)/.test(pattern) ? '[^/]+' : '.*';
  return new RegExp(`^${source.join(pattern.includes(':dynamodb:') ? last : '.*')}$`);
}
