import fc from 'fast-check';
import type { CaseAsk } from '../../src/cases/policy-case.ts';
import type { PolicySet } from '../../src/index.ts';
import { type PublishedAction, publishedActions } from '../../src/mutation/published-actions.ts';
import { arns, identities, parameterArns, regions, resources, services, tenants } from './possible-names.ts';

/*
 * Requests as AWS makes them: an action of its reference, asked of a resource of one of its types, with the condition keys
 * that such a call has.
 */

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
