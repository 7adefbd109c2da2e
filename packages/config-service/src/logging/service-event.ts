/** What the service says about itself, beside calls. */
export interface ServiceEvent {
  readonly event: string;
  readonly address?: string;
  readonly port?: number;
  readonly security?: 'plaintext' | 'tls' | 'mtls';
  readonly inFlight?: number;
  readonly drainMs?: number;
  readonly signal?: string;
}
