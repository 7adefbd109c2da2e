import assert from 'node:assert/strict';
import { evaluate, loadPolicy, type Policy } from '@leasehold/iam-engine';
import { describe, it } from 'mocha';
import {
  type Deployment,
  localDeployment,
  sessionPolicy,
  tenantReaderPolicy,
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

describe('every granted action on every owner', () => {
  for (const session of sessions) {
    for (const limit of limits) {
      const layer = limiting(session.role, limit);
      it(`a ${session.role} session of a ${session.userRole}, ${limit}: allowed on its own and nowhere else`, () => {
        const seen = { allowed: 0, refused: 0 };
        for (const action of [...reads, ...writes]) {
          for (const owner of owners) {
            const call = callOn(action, owner);
            if (call === null) continue;
            const role = `arn:aws:iam::111122223333:role/leasehold-tenant-${session.role}`;
            const decision = evaluate(
              { identity: identity[session.role], ...(layer === null ? {} : { session: layer }) },
              {
                principal: {
                  type: 'AWS',
                  arn: `arn:aws:sts::111122223333:assumed-role/leasehold-tenant-${session.role}/acme`,
                  account: '111122223333',
                  sessionOf: role,
                },
                action: call.action,
                resource: call.resource,
                context: {
                  ...call.context,
                  'aws:PrincipalArn': role,
                  'aws:PrincipalTag/TenantId': 'acme',
                  'aws:PrincipalTag/UserRole': session.userRole,
                },
              },
            );
            const expected = shouldAllow(session, limit, action, owner);
            const what = `${action} on ${owner.tenant}/${owner.service ?? 'shared'}: ${decision.effect}`;
            assert.equal(decision.effect === 'allow', expected, what);
            if (expected) seen.allowed += 1;
            else seen.refused += 1;
          }
        }
        assert.ok(seen.allowed > 0 && seen.refused > 200, JSON.stringify(seen));
      });
    }
  }
});
