import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { tenantTrustPolicy } from '../../src/index.ts';
import { bothModes, usualDeployment } from '../deployments.ts';

describe('a trust policy', () => {
  /** The exchange statements of a deployment whose only issuer speaks for `tenants`. */
  const exchanges = (tenants: readonly string[] | undefined) => {
    const issuers = usualDeployment.issuers.map((issuer) => (tenants === undefined ? issuer : { ...issuer, tenants }));
    const { Statement } = tenantTrustPolicy({ ...bothModes, issuers }, 'read');
    return Statement.filter(({ Sid }) => Sid.startsWith('ExchangeTokenOfIssuer'));
  };
  const asked = (tenants: readonly string[] | undefined) =>
    exchanges(tenants).map(({ Condition }) => Condition?.['StringLike']?.['aws:RequestTag/TenantId']);

  it('holds the requested tenant against those of the issuer, where not all are', () => {
    assert.deepEqual(asked(['acme', 'eu-*']), [['acme', 'eu-*']]);
    assert.deepEqual(asked(['acme']), [['acme']]);
    assert.deepEqual(asked(['*']), [undefined]);
    assert.deepEqual(asked(undefined), [undefined]);
    assert.deepEqual(exchanges(['*']), exchanges(undefined));
  });
});
