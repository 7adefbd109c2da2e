import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  organizationRcp,
  organizationScp,
  parameterKeyPolicy,
  renderPolicy,
  TrustPolicySizeError,
  tenantBoundaryPolicy,
  tenantReaderPolicy,
  tenantTablePolicy,
  tenantTrustPolicy,
  tenantWriterPolicy,
} from '../../src/index.ts';
import { bothModes, longestNames, usualDeployment } from '../deployments.ts';

describe('sizes that IAM limits', () => {
  const trustSize = (tenants: readonly string[]) => {
    const issuers = usualDeployment.issuers.map((issuer) => ({ ...issuer, tenants }));
    return renderPolicy(tenantTrustPolicy({ ...bothModes, issuers }, 'read')).length;
  };
  const tenantIds = (count: number) => Array.from({ length: count }, (_, index) => `tenant-${1_000 + index}`);

  it('a trust policy takes a tenant for its length and three characters more', () => {
    assert.equal(trustSize(tenantIds(9)) - trustSize(tenantIds(8)), 'tenant-1000'.length + 3);
  });

  it('a trust policy beyond 4,096 characters is refused with its size, not cut', () => {
    const fitting = Math.floor((4_096 - trustSize(tenantIds(1))) / 14) + 1;
    assert.ok(fitting > 100 && trustSize(tenantIds(fitting)) <= 4_096, String(fitting));
    assert.throws(
      () => trustSize(tenantIds(fitting + 1)),
      (error) => {
        assert.ok(error instanceof TrustPolicySizeError);
        assert.ok(error.characters > 4_096 && error.characters <= 4_096 + 14);
        assert.match(error.message, new RegExp(`has ${error.characters} characters and IAM stores 4096 at most`));
        return true;
      },
    );
  });

  it('trust policies fit the default 2,048 characters with one pool and both modes', () => {
    for (const access of ['read', 'write'] as const) {
      const characters = renderPolicy(tenantTrustPolicy(bothModes, access)).length;
      assert.ok(characters <= 2048, String(characters));
    }
  });

  it('role policies and boundary fit a managed policy of 6,144 characters at the longest names', () => {
    const managed = [
      tenantReaderPolicy(longestNames),
      tenantWriterPolicy(longestNames),
      tenantBoundaryPolicy(longestNames),
    ];
    for (const document of managed) assert.ok(renderPolicy(document).length <= 6144);
  });

  it('the policies of table, key and organisation fit at the longest names', () => {
    // DynamoDB developer guide: 20 KB; KMS: 32 KB; Organizations user guide: 10,240 (SCP) and 5,120 (RCP) characters.
    const most = [
      [tenantTablePolicy(longestNames), 20_480],
      [parameterKeyPolicy(longestNames), 32_768],
      [organizationScp(longestNames), 10_240],
      [organizationRcp(longestNames), 5_120],
    ] as const;
    for (const [document, characters] of most)
      assert.ok(renderPolicy(document).length <= characters, String(characters));
  });
});
