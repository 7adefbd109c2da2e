import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  type Deployment,
  type PolicyDocument,
  renderPolicy,
  type SessionScope,
  sessionPolicy,
  tenantBoundaryPolicy,
  tenantReaderPolicy,
  tenantWriterPolicy,
} from '../../src/index.ts';
import { longestNames, usualDeployment } from '../deployments.ts';
import { allows } from './allows.ts';
import { scopes } from './scopes.ts';

describe('the tenant roles', () => {
  const reader = tenantReaderPolicy(usualDeployment);
  const writer = tenantWriterPolicy(usualDeployment);
  const reads = [
    'dynamodb:BatchGetItem',
    'dynamodb:GetItem',
    'dynamodb:Query',
    'kms:Decrypt',
    'ssm:GetParameter',
    'ssm:GetParameters',
    'ssm:GetParametersByPath',
  ];
  const writes = ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'kms:Encrypt', 'ssm:DeleteParameter', 'ssm:PutParameter'];
  const granted = (document: PolicyDocument) =>
    [...new Set(allows(document).flatMap((one) => one.Action ?? []))].sort();

  it('grant exactly what the stores send', () => {
    assert.deepEqual(granted(reader), reads);
    assert.deepEqual(granted(writer), [...reads, ...writes].sort());
  });

  it('deny everything that they do not grant', () => {
    for (const document of [reader, writer]) {
      const denied = document.Statement.find((statement) => statement.NotAction !== undefined);
      assert.equal(denied?.Effect, 'Deny');
      assert.deepEqual([...(denied?.NotAction ?? [])].sort(), granted(document));
    }
  });

  it('tie every Allow to the tag in its resource or its condition, and guard the tag', () => {
    for (const statement of [...allows(reader), ...allows(writer)]) {
      assert.ok(JSON.stringify(statement).includes('${aws:PrincipalTag/TenantId}'), statement.Sid);
      assert.equal(statement.Condition?.['Null']?.['aws:PrincipalTag/TenantId'], 'false', statement.Sid);
    }
  });

  it('name partitions by the two exact patterns', () => {
    const patterns = [...allows(reader), ...allows(writer)].flatMap(
      (statement) => statement.Condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'] ?? [],
    );
    assert.deepEqual(
      [...new Set(patterns)].sort(),
      ['TENANT#${aws:PrincipalTag/TenantId}', 'TENANT#${aws:PrincipalTag/TenantId}|SERVICE#*'].sort(),
    );
  });
});

describe('the boundary', () => {
  const boundary = tenantBoundaryPolicy(usualDeployment);
  const actions = (document: PolicyDocument) =>
    [...new Set(allows(document).flatMap((one) => one.Action ?? []))].sort();

  it('leaves to the writer role all that it grants, and to nobody more', () => {
    assert.deepEqual(actions(boundary), actions(tenantWriterPolicy(usualDeployment)));
  });

  it('ties every Allow to the tag, and guards the tag', () => {
    for (const statement of allows(boundary)) {
      assert.ok(JSON.stringify(statement).includes('${aws:PrincipalTag/TenantId}'), statement.Sid);
      assert.equal(statement.Condition?.['Null']?.['aws:PrincipalTag/TenantId'], 'false', statement.Sid);
    }
  });
});

describe('a session policy', () => {
  const size = (deployment: Deployment, tenant: string, scope: SessionScope) =>
    renderPolicy(sessionPolicy(deployment, tenant, scope)).length;

  it('fits into 2,048 characters when every name is as long as its grammar allows', () => {
    for (const access of ['read', 'write'] as const) {
      for (const service of ['s'.repeat(63), null]) {
        const characters = size(longestNames, 't'.repeat(63), { access, service });
        assert.ok(characters <= 2048, `${access}: ${characters}`);
      }
    }
  });

  it('names its tenant and no variable', () => {
    for (const scope of scopes) {
      const text = renderPolicy(sessionPolicy(usualDeployment, 'acme', scope));
      assert.ok(text.includes('TENANT#acme'));
      assert.ok(!text.includes('${'));
    }
  });

  it('for shared configuration touches DynamoDB alone', () => {
    for (const access of ['read', 'write'] as const) {
      const document = sessionPolicy(usualDeployment, 'acme', { access, service: null });
      const actions = document.Statement.flatMap((statement) => statement.Action ?? []);
      assert.ok(actions.length > 0);
      assert.ok(actions.every((action) => action.startsWith('dynamodb:')));
    }
  });

  it('for reading grants no write', () => {
    const document = sessionPolicy(usualDeployment, 'acme', { access: 'read', service: 'orders' });
    const actions = document.Statement.flatMap((statement) => statement.Action ?? []);
    assert.deepEqual(
      actions.filter((action) => /:(Put|Update|Delete|Encrypt)/.test(action)),
      [],
    );
  });
});
