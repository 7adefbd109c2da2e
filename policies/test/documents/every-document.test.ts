import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  type Deployment,
  notifierRolePolicy,
  notifierRoleTrustPolicy,
  organizationRcp,
  organizationScp,
  type PolicyDocument,
  type PolicyStatement,
  parameterKeyPolicy,
  revocationsPolicy,
  sessionPolicy,
  taskRolePolicy,
  taskRoleTrustPolicy,
  tenantBoundaryPolicy,
  tenantReaderPolicy,
  tenantTablePolicy,
  tenantTrustPolicy,
  tenantWriterPolicy,
} from '../../src/index.ts';
import { bothModes, usualDeployment } from '../deployments.ts';
import { allows } from './allows.ts';
import { scopes } from './scopes.ts';

const someRevoked = { revoked: ['acme', 'globex'], sessionsBefore: [{ tenant: 'initech', before: 1_764_072_000_000 }] };

function everyDocument(deployment: Deployment): readonly (readonly [string, PolicyDocument])[] {
  return [
    ['tenant-reader', tenantReaderPolicy(deployment)],
    ['tenant-writer', tenantWriterPolicy(deployment)],
    ['tenant-reader trust', tenantTrustPolicy(deployment, 'read')],
    ['tenant-writer trust', tenantTrustPolicy(deployment, 'write')],
    ['task role', taskRolePolicy(deployment)],
    ['task role trust', taskRoleTrustPolicy(deployment)],
    ['notifier role', notifierRolePolicy(deployment)],
    ['notifier role trust', notifierRoleTrustPolicy(deployment)],
    ['tenant boundary', tenantBoundaryPolicy(deployment)],
    ['tenant revocations', revocationsPolicy(deployment, someRevoked)],
    ['tenant table', tenantTablePolicy(deployment)],
    ['parameter key', parameterKeyPolicy(deployment)],
    ['organization SCP', organizationScp(deployment)],
    ['organization RCP', organizationRcp(deployment)],
    ...scopes.map(
      (scope) =>
        [`session ${scope.access} ${scope.service ?? 'shared'}`, sessionPolicy(deployment, 'acme', scope)] as const,
    ),
  ];
}

const all = [...everyDocument(usualDeployment), ...everyDocument(bothModes)];

function conditionKeys(statement: PolicyStatement, operator: string): readonly string[] {
  return Object.keys(statement.Condition?.[operator] ?? {});
}

describe('every document', () => {
  for (const [name, document] of all) {
    it(`${name} has the version in which variables are variables`, () => {
      assert.equal(document.Version, '2012-10-17');
    });

    it(`${name} names each statement once, in letters and digits`, () => {
      const sids = document.Statement.map((statement) => statement.Sid);
      for (const sid of sids) assert.match(sid, /^[A-Za-z0-9]+$/);
      assert.equal(new Set(sids).size, sids.length);
    });

    it(`${name} grants only spelled-out actions`, () => {
      for (const statement of allows(document)) {
        assert.equal(statement.NotAction, undefined);
        assert.equal(statement.NotResource, undefined);
        assert.ok(statement.Action !== undefined && statement.Action.length > 0);
        for (const action of statement.Action) assert.match(action, /^[a-z]+:[A-Z][A-Za-z]+$/);
      }
    });

    it(`${name} guards every leading-key condition against an absent key`, () => {
      for (const statement of document.Statement) {
        const leading = Object.keys(statement.Condition ?? {}).filter((operator) =>
          conditionKeys(statement, operator).includes('dynamodb:LeadingKeys'),
        );
        if (leading.length === 0) continue;
        assert.ok(leading.every((operator) => operator === 'Null' || operator.startsWith('ForAllValues:')));
        assert.equal(statement.Condition?.['Null']?.['dynamodb:LeadingKeys'], 'false');
      }
    });

    it(`${name} relies on no variable in a Deny, and gives no variable a default`, () => {
      for (const statement of document.Statement) {
        const text = JSON.stringify(statement);
        if (statement.Effect === 'Deny') assert.ok(!text.includes('${'), statement.Sid);
        assert.ok(!/\$\{[^}]*,/.test(text), statement.Sid);
      }
    });
  }
});
