import type { TenantId } from '@leasehold/domain';
import type { RevocationChange } from '@leasehold/revocation';

/** What a revoke or restore came to at AWS, and what it does not say of itself. */
export function outcomeLines(
  tenant: TenantId,
  what: 'revoke' | 'restore',
  change: RevocationChange,
): readonly string[] {
  return what === 'revoke' ? revoked(tenant, change) : restored(tenant, change);
}

function revoked(tenant: TenantId, { version, changed }: RevocationChange): readonly string[] {
  return [
    `${tenant} is${changed ? '' : ' already'} revoked at AWS (policy version ${version}): its sessions and tokens open nothing`,
    // A tenant that was misspelt is revoked as well, and the one that was meant goes on.
    `  nobody checks that there is such a tenant, and case counts: its calls must now be in the service's log, ` +
      `with "tenant":"${tenant}" and TenantRevokedError`,
  ];
}

function restored(tenant: TenantId, { version, changed, revocations }: RevocationChange): readonly string[] {
  const entry = revocations.sessionsBefore.find((each) => each.tenant === tenant);
  if (entry === undefined) {
    return [
      `${tenant} is not revoked (policy version ${version}), nothing was changed: ` +
        'is that its name, case included? See leasehold revocations',
    ];
  }
  const before = new Date(entry.before).toISOString();
  return [
    changed
      ? `${tenant} is not revoked any more (policy version ${version})`
      : `${tenant} is not revoked already (policy version ${version}), nothing was changed`,
    `  its sessions of before ${before} stay denied, and the service refuses its tokens of before then`,
    '  STS itself still takes such a token until it expires: where one was stolen, restore after that, or have the issuer ' +
      'change its keys and withdraw the old ones',
  ];
}
