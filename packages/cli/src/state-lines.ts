import type { RevocationState } from '@leasehold/revocation';

/** Who is revoked, a line each. */
export function describedState({ version, revocations }: RevocationState): readonly string[] {
  const { revoked, sessionsBefore } = revocations;
  const heading = revoked.length === 0 ? 'nobody is revoked' : `revoked: ${revoked.length}`;
  return [
    `${heading} (policy version ${version})`,
    ...revoked.map((tenant) => `  ${tenant}`),
    ...(sessionsBefore.length === 0 ? [] : ['restored, with sessions opened before that time still denied:']),
    ...sessionsBefore.map(({ tenant, before }) => `  ${tenant}  ${new Date(before).toISOString()}`),
  ];
}
