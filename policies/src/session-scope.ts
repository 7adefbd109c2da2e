/**
 * What one session is for. `access` picks the role (`read` → tenant-reader, `write` → tenant-writer); `service` is the
 * one service it may touch, or `null` for the tenant's shared configuration alone. One session is one DynamoDB
 * partition and at most one parameter path.
 */
export interface SessionScope {
  readonly access: 'read' | 'write';
  readonly service: string | null;
}
