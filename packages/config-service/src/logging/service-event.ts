/** What the service says about itself, beside calls. */
export interface ServiceEvent {
  readonly event: string;
  readonly address?: string;
  readonly port?: number;
  readonly security?: 'plaintext' | 'tls' | 'mtls';
  readonly inFlight?: number;
  readonly drainMs?: number;
  readonly signal?: string;
  /** Id of the version of the revocations policy that this instance acts on; how many tenants are revoked, and how many restored but refused for a moment still. */
  readonly policyVersion?: string;
  readonly revokedTenants?: number;
  readonly restoringTenants?: number;
  /** How many callers the refresh port has refused since it was last said, and why the last one: one of a fixed set of words. */
  readonly refused?: number;
  readonly reason?: string;
}
