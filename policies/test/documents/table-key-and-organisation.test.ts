import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  type Deployment,
  organizationRcp,
  organizationScp,
  parameterKeyPolicy,
  renderPolicy,
  tenantTablePolicy,
} from '../../src/index.ts';
import { bothModes, usualDeployment } from '../deployments.ts';
import { allows } from './allows.ts';

describe('the table policy and those of the organisation', () => {
  const closing = (deployment: Deployment) => [
    tenantTablePolicy(deployment),
    organizationScp(deployment),
    organizationRcp(deployment),
  ];

  it('only deny', () => {
    for (const deployment of [usualDeployment, bothModes]) {
      for (const document of closing(deployment)) assert.deepEqual(allows(document), []);
    }
  });

  it('name this deployment in every resource, and never everything', () => {
    for (const statement of closing(bothModes).flatMap((document) => document.Statement)) {
      for (const resource of [statement.Resource ?? []].flat())
        assert.match(
          resource,
          /^arn:aws:[a-z]+:[^*]*:111122223333:[^*]+(\/(index|backup|stream|config-service)\/\*)?$/,
        );
    }
  });

  it('spare the break-glass principal that the deployment names, and nobody of another name', () => {
    const named = { ...usualDeployment, breakGlass: 'role/emergency/reader' };
    for (const document of [tenantTablePolicy(named), organizationRcp(named), organizationScp(named)]) {
      const text = renderPolicy(document);
      assert.ok(text.includes('"arn:aws:iam::111122223333:role/emergency/reader"'));
      assert.ok(!text.includes('leasehold-operator'));
    }
  });

  it('leave no issuer unnamed: without any, no token opens a session and no issuer is there to protect', () => {
    const none = { ...usualDeployment, issuers: [] };
    const tokens = organizationRcp(none).Statement.find(({ Sid }) => Sid === 'DenyTokensOfOthers');
    assert.equal(tokens?.Condition, undefined);
    assert.ok(organizationScp(none).Statement.every(({ Sid }) => Sid !== 'DenyChangingIssuers'));
  });
});

describe('the parameter key', () => {
  it('is managed by actions that neither use it nor hand its use on', () => {
    const document = parameterKeyPolicy(usualDeployment);
    const managing = document.Statement.find((statement) => statement.Sid === 'AdministerThroughIam');
    const use =
      /^kms:(Encrypt|Decrypt|ReEncrypt|GenerateDataKey|GenerateMac|Sign|DeriveSharedSecret|CreateGrant|ImportKey)/;
    assert.ok(managing?.Action?.includes('kms:PutKeyPolicy'), 'without it the key would become unmanageable');
    assert.deepEqual(
      (managing?.Action ?? []).filter((action) => use.test(action)),
      [],
    );
  });
});
