/**
 * What one session is for. `access` picks the role (`read` → tenant-reader, `write` → tenant-writer); `service` is the
 * one service it may touch, or `null` for the tenant's shared configuration alone. A session for a service also
 * reads, and never writes, the shared configuration.
 */
export interface SessionScope {
  readonly access: 'read' | 'write';
  readonly service: string | null;
}
