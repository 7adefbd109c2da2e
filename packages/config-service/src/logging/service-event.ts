/** What the service says about itself, beside calls. */
export interface ServiceEvent {
  readonly event: string;
  readonly address?: string;
  readonly port?: number;
  readonly security?: 'plaintext' | 'tls' | 'mtls';
  readonly inFlight?: number;
  readonly drainMs?: number;
  readonly signal?: string;
  /** Id of the version of the revocations policy that this instance acts on, and how many tenants it refuses. */
  readonly policyVersion?: string;
  readonly revokedTenants?: number;
  /** How many callers the refresh port has refused since it was last said, and why the last one: one of a fixed set of words. */
  readonly refused?: number;
  readonly reason?: string;
}
