import type { Deployment } from '../deployment.ts';
import type { PolicyCondition } from '../policy-document.ts';
import { requestedTenantVariable } from '../session-tags.ts';

/** Stands for the source identity that is asked for. */
const requestedSourceIdentity = '${sts:SourceIdentity}';

/**
 * What binds session name and source identity to the requested tenant: all three are one text or, by user, the first two are,
 * and that is the tenant, an `@`, and the user.
 *
 * By user the tag must have no `@` of its own, which STS would take: what stands before the first one of a name must be the
 * whole tenant, or a tag `acme@x` would open sessions that begin with `acme@`. Whether AWS resolves `sts:SourceIdentity` as a
 * variable in a trust policy is not documented (?); others use it so. If it did not, no session could be opened at all.
 */
export function namedAfter(attribution: Deployment['attribution']): PolicyCondition {
  if (attribution === 'tenant') {
    return {
      StringEquals: { 'sts:RoleSessionName': requestedTenantVariable, 'sts:SourceIdentity': requestedTenantVariable },
    };
  }
  const ofTheTenant = `${requestedTenantVariable}@*`;
  return {
    StringEquals: { 'sts:RoleSessionName': requestedSourceIdentity },
    StringLike: { 'sts:RoleSessionName': ofTheTenant, 'sts:SourceIdentity': ofTheTenant },
    StringNotLike: { 'aws:RequestTag/TenantId': '*@*' },
    Null: { 'sts:SourceIdentity': 'false' },
  };
}
