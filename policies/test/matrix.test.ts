import assert from 'node:assert/strict';
import { type AuthorizationRequest, evaluate, loadPolicy, type Policy, type PolicyLayers } from '@leasehold/iam-engine';
import { describe, it } from 'mocha';
import {
  type Deployment,
  localDeployment,
  sessionPolicy,
  tenantBoundaryPolicy,
  tenantReaderPolicy,
  tenantTablePolicy,
  tenantWriterPolicy,
} from '../src/index.ts';

/*
 * Every granted action against every owner, for every kind of session, with the answer reasoned out below without IAM.
 * The ARNs and keys are written out, so this does not lean on names.ts.
 */

const deployment: Deployment = localDeployment;
const table = 'arn:aws:dynamodb:eu-west-1:111122223333:table/leasehold-config';
const parameter = 'arn:aws:ssm:eu-west-1:111122223333:parameter/config-service';
const key = 'arn:aws:kms:eu-west-1:111122223333:key/1a2b3c4d-5e6f-4a1b-8c2d-3e4f5a6b7c8d';

interface Owner {
  readonly tenant: string;
  readonly service: string | null;
}

const owners: readonly Owner[] = ['acme', 'acme2', 'acm', 'ACME', 'globex', 'acme-orders'].flatMap((tenant) =>
  ['orders', 'orders2', 'billing', null].map((service) => ({ tenant, service })),
);

const reads = ['GetItem', 'BatchGetItem', 'Query', 'GetParameter', 'GetParameters', 'GetParametersByPath', 'Decrypt'];
const writes = ['PutItem', 'UpdateItem', 'PutParameter', 'DeleteParameter', 'Encrypt'];

/** `unlimited`: no session policy at all, as for someone who calls STS without this service. */
const limits = ['orders', 'shared', 'unlimited'] as const;

const sessions = [
  { role: 'reader', userRole: 'reader' },
  { role: 'reader', userRole: 'admin' },
  { role: 'writer', userRole: 'writer' },
  { role: 'writer', userRole: 'admin' },
] as const;

interface Call {
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

/** The call of one action on one owner's data; `null` where there is none, since parameters always have a service. */
function callOn(action: string, owner: Owner): Call | null {
  if (action.endsWith('Item') || action === 'Query') {
    const leading = `TENANT#${owner.tenant}${owner.service === null ? '' : `|SERVICE#${owner.service}`}`;
    return { action: `dynamodb:${action}`, resource: table, context: { 'dynamodb:LeadingKeys': [leading] } };
  }
  if (owner.service === null) return null;
  const path = `${parameter}/${owner.tenant}/${owner.service}`;
  if (action === 'GetParametersByPath') return { action: `ssm:${action}`, resource: path, context: {} };
  const name = `${path}/password`;
  if (action.includes('Parameter')) return { action: `ssm:${action}`, resource: name, context: {} };
  const context = { 'kms:ViaService': 'ssm.eu-west-1.amazonaws.com', 'kms:EncryptionContext:PARAMETER_ARN': name };
  return { action: `kms:${action}`, resource: key, context };
}

function shouldAllow(
  session: (typeof sessions)[number],
  limit: (typeof limits)[number],
  action: string,
  owner: Owner,
): boolean {
  if (owner.tenant !== 'acme') return false;
  if (limit === 'orders' && owner.service !== 'orders') return false;
  if (limit === 'shared' && owner.service !== null) return false;
  if (reads.includes(action)) return true;
  if (session.role === 'reader') return false;
  return owner.service !== null || session.userRole === 'admin';
}

const identity = {
  reader: [loadPolicy('tenant-reader', 'identity', tenantReaderPolicy(deployment))],
  writer: [loadPolicy('tenant-writer', 'identity', tenantWriterPolicy(deployment))],
};

function limiting(role: 'reader' | 'writer', limit: (typeof limits)[number]): readonly Policy[] | null {
  if (limit === 'unlimited') return null;
  const access = role === 'reader' ? 'read' : 'write';
  const document = sessionPolicy(deployment, 'acme', { access, service: limit === 'shared' ? null : limit });
  return [loadPolicy('session', 'session', document)];
}

const boundary = [loadPolicy('tenant-boundary', 'boundary', tenantBoundaryPolicy(deployment))];
const resource = [loadPolicy('tenant-table', 'resource', tenantTablePolicy(deployment))];
const everything = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

/** What stands around the session policy; each must come to the same by itself. */
const fences: Readonly<Record<string, (role: 'reader' | 'writer') => PolicyLayers>> = {
  'by the role policy alone': (role) => ({ identity: identity[role] }),
  'with everything attached to the role, by the boundary alone': () => ({
    identity: [loadPolicy('everything', 'identity', everything)],
    boundary,
  }),
  'as deployed': (role) => ({ identity: identity[role], boundary, resource }),
};

function requestOf(session: (typeof sessions)[number], call: Call): AuthorizationRequest {
  const role = `arn:aws:iam::111122223333:role/leasehold-tenant-${session.role}`;
  const arn = `arn:aws:sts::111122223333:assumed-role/leasehold-tenant-${session.role}/acme`;
  return {
    principal: { type: 'AWS', arn, account: '111122223333', sessionOf: role },
    action: call.action,
    resource: call.resource,
    context: {
      ...call.context,
      'aws:PrincipalArn': role,
      'aws:PrincipalTag/TenantId': 'acme',
      'aws:PrincipalTag/UserRole': session.userRole,
    },
  };
}

function holds(session: (typeof sessions)[number], limit: (typeof limits)[number], layers: PolicyLayers): void {
  const seen = { allowed: 0, refused: 0 };
  for (const action of [...reads, ...writes]) {
    for (const owner of owners) {
      const call = callOn(action, owner);
      if (call === null) continue;
      const { effect } = evaluate(layers, requestOf(session, call));
      const expected = shouldAllow(session, limit, action, owner);
      assert.equal(
        effect === 'allow',
        expected,
        `${action} on ${owner.tenant}/${owner.service ?? 'shared'}: ${effect}`,
      );
      if (expected) seen.allowed += 1;
      else seen.refused += 1;
    }
  }
  assert.ok(seen.allowed > 0 && seen.refused > 200, JSON.stringify(seen));
}

describe('every granted action on every owner', () => {
  for (const [fence, layersOf] of Object.entries(fences)) {
    for (const session of sessions) {
      for (const limit of limits) {
        const layer = limiting(session.role, limit);
        const layers = { ...layersOf(session.role), ...(layer === null ? {} : { session: layer }) };
        const who = `a ${session.role} session of a ${session.userRole}, ${limit}`;
        it(`${who}, ${fence}: allowed on its own and nowhere else`, () => holds(session, limit, layers));
      }
    }
  }
});
