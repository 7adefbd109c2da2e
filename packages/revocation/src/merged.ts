import { collected, type Revocations } from '@leasehold/policies';

/**
 * `onto` with what somebody else made of `base`: who they revoked is revoked, who they restored is restored. Sessions that
 * either side denies stay denied.
 */
export function merged(base: Revocations, theirs: Revocations, onto: Revocations, now: number): Revocations {
  const before = new Set(base.revoked);
  const after = new Set(theirs.revoked);
  return collected(
    {
      revoked: [
        ...onto.revoked.filter((tenant) => after.has(tenant) || !before.has(tenant)),
        ...theirs.revoked.filter((tenant) => !before.has(tenant)),
      ],
      sessionsBefore: [...onto.sessionsBefore, ...theirs.sessionsBefore],
    },
    now,
  );
}
