import assert from 'node:assert/strict';
import { evaluate, loadPolicy, type PolicyLayers } from '@leasehold/iam-engine';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import {
  leadingKey,
  localDeployment,
  servicePath,
  tenantBoundaryPolicy,
  tenantReaderPolicy,
  tenantWriterPolicy,
} from '../src/index.ts';

/*
 * Role policy and boundary, each alone, as for someone who calls STS without this service: whatever tag value STS accepts, no action
 * reaches an item, a parameter or a ciphertext of another tenant. And a tenant's own always stays within reach, so that
 * a policy that refuses everything does not pass.
 */

const account = '111122223333';
const tenants = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{1,8}$/);
const services = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,8}$/);

/** STS: letters, digits, spaces and `_ . : / = + - @`, up to 256, possibly empty. */
const anyTag = fc.string({
  unit: fc.constantFrom(...'abcAB01 _.:/=+-@éß中'),
  maxLength: 12,
});

/** A tag that leans on the target's name: a twin, a path inside it or around it, another case. */
function leaningTags(tenant: string, service: string): fc.Arbitrary<string> {
  const extra = fc.constantFrom('/', `/${service}`, '/.', '2', ' ', '.', '-', '/../', '=', ':', `/../${tenant}`);
  return fc.oneof(
    extra.map((text) => tenant + text),
    extra.map((text) => text + tenant),
    fc.constantFrom(tenant.toUpperCase(), tenant.slice(0, -1), tenant.slice(1)),
  );
}

/** A neighbour's data, and the tag of someone else who would like to have it. */
const attempts = fc.tuple(tenants, services).chain(([tenant, service]) =>
  fc.record({
    tenant: fc.constant(tenant),
    service: fc.constant(service),
    tag: fc.oneof(anyTag, tenants, leaningTags(tenant, service)).filter((tag) => tag !== tenant),
  }),
);

const roleNames = ['leasehold-tenant-reader', 'leasehold-tenant-writer'] as const;
type RoleName = (typeof roleNames)[number];

const roles: Readonly<Record<RoleName, PolicyLayers>> = {
  'leasehold-tenant-reader': {
    identity: [loadPolicy('tenant-reader', 'identity', tenantReaderPolicy(localDeployment))],
  },
  'leasehold-tenant-writer': {
    identity: [loadPolicy('tenant-writer', 'identity', tenantWriterPolicy(localDeployment))],
  },
};
const everything = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
const behindBoundary: PolicyLayers = {
  identity: [loadPolicy('everything', 'identity', everything)],
  boundary: [loadPolicy('tenant-boundary', 'boundary', tenantBoundaryPolicy(localDeployment))],
};

/** Each fence by itself, by role. */
const fences: Readonly<Record<string, (role: RoleName) => PolicyLayers>> = {
  'the role policies alone': (role) => roles[role],
  'the boundary alone, with everything attached to the role': () => behindBoundary,
};

const itemActions = [
  'GetItem',
  'BatchGetItem',
  'Query',
  'Scan',
  'PartiQLSelect',
  'PutItem',
  'UpdateItem',
  'DeleteItem',
];
const parameterActions = ['GetParameter', 'GetParameters', 'GetParametersByPath', 'PutParameter', 'DeleteParameter'];
const keyActions = ['Decrypt', 'Encrypt'];

interface Target {
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

/** Every call that touches one owner's data, alone or together with `companions` of the caller's own. */
function callsOn(tenant: string, service: string, companions: readonly string[]): readonly Target[] {
  const table = `arn:aws:dynamodb:eu-west-1:${account}:table/leasehold-config`;
  const path = `arn:aws:ssm:eu-west-1:${account}:parameter${servicePath(localDeployment.parameterRoot, tenant, service)}`;
  const key = `arn:aws:kms:eu-west-1:${account}:key/${localDeployment.parameterKeyId}`;
  const items = [leadingKey(tenant, service), leadingKey(tenant, null)].flatMap((leading) =>
    itemActions.map((action) => ({
      action: `dynamodb:${action}`,
      resource: table,
      context: { 'dynamodb:LeadingKeys': [...companions, leading] },
    })),
  );
  const parameters = [path, `${path}/`, `${path}/password`].flatMap((resource) =>
    parameterActions.map((action) => ({ action: `ssm:${action}`, resource, context: {} })),
  );
  const ciphertexts = keyActions.map((action) => ({
    action: `kms:${action}`,
    resource: key,
    context: {
      'kms:ViaService': 'ssm.eu-west-1.amazonaws.com',
      'kms:EncryptionContext:PARAMETER_ARN': `${path}/password`,
    },
  }));
  return [...items, ...parameters, ...ciphertexts];
}

function allowedBy(layers: PolicyLayers, role: RoleName, tag: string, target: Target): boolean {
  const roleArn = `arn:aws:iam::${account}:role/${role}`;
  const decision = evaluate(layers, {
    principal: { type: 'AWS', arn: `arn:aws:sts::${account}:assumed-role/${role}/x`, account, sessionOf: roleArn },
    action: target.action,
    resource: target.resource,
    context: {
      ...target.context,
      'aws:PrincipalArn': roleArn,
      'aws:PrincipalTag/TenantId': tag,
      'aws:PrincipalTag/UserRole': 'admin',
    },
  });
  return decision.effect === 'allow';
}

for (const [fence, layersOf] of Object.entries(fences))
  describe(fence, () => {
    const allowed = (role: RoleName, tag: string, target: Target) => allowedBy(layersOf(role), role, tag, target);

    it('reach no data of another tenant, with any tag that STS accepts', () => {
      fc.assert(
        fc.property(attempts, ({ tag, tenant, service }) => {
          for (const role of roleNames) {
            for (const target of callsOn(tenant, service, [])) {
              assert.ok(!allowed(role, tag, target), `${role} as ${tag}: ${target.action} on ${target.resource}`);
            }
          }
        }),
        { numRuns: 300 },
      );
    });

    it('reach no data of a twin, and none inside a call that also names their own', () => {
      const twins = fc.constantFrom('2', '-', '_', '-orders', 'a');
      fc.assert(
        fc.property(tenants, twins, services, fc.boolean(), (tenant, suffix, service, longer) => {
          const [tag, other] = longer ? [tenant, tenant + suffix] : [tenant + suffix, tenant];
          const own = [leadingKey(tag, service), leadingKey(tag, null)];
          for (const target of callsOn(other, service, own)) {
            assert.ok(!allowed('leasehold-tenant-writer', tag, target), `${tag}: ${target.action} on ${other}`);
          }
        }),
        { numRuns: 200 },
      );
    });

    it('reach their own items, parameters and ciphertexts', () => {
      const reads = /:(GetItem|Query|GetParameter|Decrypt)$/;
      fc.assert(
        fc.property(tenants, services, (tenant, service) => {
          const own = callsOn(tenant, service, []).filter(
            (target) =>
              reads.test(target.action) && (!target.action.startsWith('ssm:') || target.resource.endsWith('/password')),
          );
          assert.equal(own.length, 6);
          for (const target of own) assert.ok(allowed('leasehold-tenant-reader', tenant, target), target.action);
        }),
        { numRuns: 200 },
      );
    });
  });
