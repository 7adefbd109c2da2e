import assert from 'node:assert/strict';
import { loadPolicy, type PolicyKind } from '@leasehold/iam-engine';
import { describe, it } from 'mocha';
import {
  localDeployment,
  notifierRolePolicy,
  notifierRoleTrustPolicy,
  organizationRcp,
  organizationScp,
  type PolicyDocument,
  parameterKeyPolicy,
  renderPolicy,
  sessionPolicy,
  taskRolePolicy,
  taskRoleTrustPolicy,
  tenantBoundaryPolicy,
  tenantReaderPolicy,
  tenantTablePolicy,
  tenantTrustPolicy,
  tenantWriterPolicy,
} from '../src/index.ts';
import { bothModes, longestNames, usualDeployment } from './deployments.ts';

const deployments = { localDeployment, usualDeployment, bothModes, longestNames };

describe('the grammar of IAM, as the engine knows it', () => {
  for (const [name, deployment] of Object.entries(deployments)) {
    const documents: readonly (readonly [PolicyKind, PolicyDocument])[] = [
      ['identity', tenantReaderPolicy(deployment)],
      ['identity', tenantWriterPolicy(deployment)],
      ['identity', taskRolePolicy(deployment)],
      ['trust', tenantTrustPolicy(deployment, 'read')],
      ['trust', tenantTrustPolicy(deployment, 'write')],
      ['trust', taskRoleTrustPolicy(deployment)],
      ['identity', notifierRolePolicy(deployment)],
      ['trust', notifierRoleTrustPolicy(deployment)],
      ['boundary', tenantBoundaryPolicy(deployment)],
      ['resource', tenantTablePolicy(deployment)],
      ['resource', parameterKeyPolicy(deployment)],
      ['scp', organizationScp(deployment)],
      ['rcp', organizationRcp(deployment)],
      ['session', sessionPolicy(deployment, 'acme', { access: 'write', service: 'orders' })],
      ['session', sessionPolicy(deployment, 'acme', { access: 'read', service: null })],
    ];

    it(`accepts every document of ${name}, as text, and refuses it in a layer of another kind`, () => {
      for (const [kind, document] of documents) {
        const text = renderPolicy(document);
        assert.doesNotThrow(() => loadPolicy('shipped', kind, text), kind);
        const other = ['trust', 'resource', 'rcp'].includes(kind) ? 'identity' : 'trust';
        assert.throws(() => loadPolicy('misplaced', other, text));
      }
    });
  }
});
