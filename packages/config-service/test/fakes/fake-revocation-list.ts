import type { RevocationState } from '@leasehold/revocation';

/** The list as the test sets it. */
export class FakeRevocationList {
  state: RevocationState = { version: 'v1', revocations: { revoked: [], sessionsBefore: [] }, at: 0 };
  /** What every read fails with, when set. */
  failure: Error | undefined;
  reads = 0;
  /** Runs before each read is answered; a test may make it wait. */
  before: () => void | Promise<void> = () => undefined;

  /** A new version of the list; `restored` are restored at the beginning of time. */
  set(revoked: readonly string[], restored: Readonly<Record<string, number>> = {}, at = this.state.at): void {
    const sessionsBefore = Object.entries(restored).map(([tenant, before]) => ({ tenant, before }));
    const version = `v${Number(this.state.version.slice(1)) + 1}`;
    this.state = { version, revocations: { revoked, sessionsBefore }, at };
  }

  async read(): Promise<RevocationState> {
    this.reads += 1;
    await this.before();
    if (this.failure !== undefined) throw this.failure;
    return this.state;
  }

  close(): void {}
}
