import type { TenantCredentials, TenantId } from '@leasehold/domain';

/**
 * Makes `calls` calls of all tenants in turn, `inFlight` of them at once, so that those of different tenants interleave.
 * Answers how many failed.
 */
export async function drive(
  sessions: ReadonlyMap<TenantId, TenantCredentials>,
  calls: number,
  inFlight: number,
  call: (credentials: TenantCredentials, index: number) => Promise<unknown>,
): Promise<number> {
  const all = [...sessions.values()];
  let next = 0;
  let failed = 0;
  const worker = async (): Promise<void> => {
    while (next < calls) {
      const index = next++;
      const credentials = all[index % all.length];
      if (credentials === undefined) throw new Error('no sessions to drive');
      await call(credentials, index).catch(() => {
        failed += 1;
      });
    }
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  return failed;
}
