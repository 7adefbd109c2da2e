import assert from 'node:assert/strict';
import { evaluate, loadPolicy, type PolicyLayers } from '@leasehold/iam-engine';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import {
  leadingKey,
  localDeployment,
  parameterArn,
  parameterKeyArn,
  type Revocations,
  revocationsPolicy,
  roleArn,
  tableArn,
  tenantReaderPolicy,
  tenantWriterPolicy,
} from '../src/index.ts';
import { hour, moment, states, tenants } from './documents/revocation-states.ts';

/* Attached to a tenant role beside its own policy, and beside one that allows everything. */

const { account, readerRole, writerRole } = localDeployment;
const everything = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
const attached = [
  { role: readerRole, policy: loadPolicy('reader', 'identity', tenantReaderPolicy(localDeployment)) },
  { role: writerRole, policy: loadPolicy('writer', 'identity', tenantWriterPolicy(localDeployment)) },
  { role: writerRole, policy: loadPolicy('everything', 'identity', everything) },
];

interface Call {
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

/** What a tenant does with its own, and what nobody may. */
function callsOf(tenant: string): readonly Call[] {
  const parameter = parameterArn(localDeployment, `/${localDeployment.parameterRoot}/${tenant}/orders/password`);
  const item = {
    resource: tableArn(localDeployment),
    context: { 'dynamodb:LeadingKeys': [leadingKey(tenant, 'orders')] },
  };
  const key = {
    'kms:ViaService': 'ssm.eu-west-1.amazonaws.com',
    'kms:EncryptionContext:PARAMETER_ARN': parameter,
  };
  return [
    { action: 'dynamodb:GetItem', ...item },
    { action: 'dynamodb:PutItem', ...item },
    { action: 'ssm:GetParameter', resource: parameter, context: {} },
    { action: 'ssm:PutParameter', resource: parameter, context: {} },
    { action: 'kms:Decrypt', resource: parameterKeyArn(localDeployment), context: key },
    { action: 'sts:AssumeRole', resource: roleArn(localDeployment, writerRole), context: {} },
    { action: 'unheard:OfAction', resource: '*', context: {} },
  ];
}

function effects(role: string, layers: PolicyLayers, tenant: string, issued: number): readonly string[] {
  const sessionOf = roleArn(localDeployment, role);
  const arn = `arn:aws:sts::${account}:assumed-role/${role}/${tenant}`;
  return callsOf(tenant).map(({ action, resource, context }) => {
    const who = {
      'aws:PrincipalArn': sessionOf,
      'aws:PrincipalTag/TenantId': tenant,
      'aws:PrincipalTag/UserRole': 'admin',
      // As STS names it: a second.
      'aws:TokenIssueTime': new Date(Math.floor(issued / 1_000) * 1_000).toISOString().replace('.000Z', 'Z'),
    };
    const principal = { type: 'AWS', arn, account, sessionOf } as const;
    return evaluate(layers, { principal, action, resource, context: { ...context, ...who } }).effect;
  });
}

function decided(state: Revocations, tenant: string, issued: number) {
  const list = loadPolicy('revocations', 'identity', revocationsPolicy(localDeployment, state));
  return attached.map(({ role, policy }) => ({
    with: effects(role, { identity: [policy, list] }, tenant, issued),
    without: effects(role, { identity: [policy] }, tenant, issued),
  }));
}

const days = fc.integer({ min: moment - 24 * hour, max: moment + 48 * hour });
const someone = (state: Revocations, of: (state: Revocations) => readonly string[]) =>
  fc.tuple(fc.constant(state), fc.constantFrom(...of(state)));

describe('the revocations policy', () => {
  it('denies a revoked tenant everything, whenever its session was or will be issued', () => {
    const cases = states
      .filter(({ revoked }) => revoked.length > 0)
      .chain((state) => someone(state, ({ revoked }) => revoked));
    fc.assert(
      fc.property(cases, days, ([state, tenant], issued) => {
        for (const { with: effect } of decided(state, tenant, issued)) {
          assert.ok(effect.every((one) => one === 'explicit-deny'));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('changes nothing for anyone else: neighbours, other cases, beginnings', () => {
    fc.assert(
      fc.property(states, tenants, days, (state, tenant, issued) => {
        fc.pre(!state.revoked.includes(tenant) && state.sessionsBefore.every((one) => one.tenant !== tenant));
        for (const effect of decided(state, tenant, issued)) assert.deepEqual(effect.with, effect.without);
      }),
      { numRuns: 500 },
    );
  });

  it('denies a restored tenant in its older sessions and changes nothing in those of later', () => {
    const cases = states
      .filter(({ sessionsBefore }) => sessionsBefore.length > 0)
      .chain((state) => someone(state, (of) => of.sessionsBefore.map(({ tenant }) => tenant)));
    const around = fc.oneof(fc.integer({ min: -2_000, max: 2_000 }), fc.integer({ min: -24 * hour, max: 24 * hour }));
    fc.assert(
      fc.property(cases, around, ([state, tenant], offset) => {
        const { before } = state.sessionsBefore.find((one) => one.tenant === tenant) ?? assert.fail();
        for (const effect of decided(state, tenant, before + offset)) {
          if (offset >= 0) assert.deepEqual(effect.with, effect.without);
          else assert.ok(effect.with.every((one) => one === 'explicit-deny'));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('allows nobody anything', () => {
    fc.assert(
      fc.property(states, (state) => {
        const { Statement } = revocationsPolicy(localDeployment, state);
        assert.ok(Statement.every(({ Effect }) => Effect === 'Deny'));
      }),
    );
  });

  it('leaves calls as they were when nobody is revoked', () => {
    for (const effect of decided({ revoked: [], sessionsBefore: [] }, 'acme', moment)) {
      assert.deepEqual(effect.with, effect.without);
    }
    const [reader] = decided({ revoked: [], sessionsBefore: [] }, 'acme', moment);
    assert.ok(reader?.with.includes('allow'));
  });
});
