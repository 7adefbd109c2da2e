import { UnavailableError } from '@leasehold/domain';

/**
 * AWS does not accept the tenant session's credentials (any more): expired, revoked, or unknown to it. Whoever holds them
 * in a cache drops those with this access key id and vends anew; the next try can then succeed.
 */
export class SessionRejectedError extends UnavailableError {
  readonly accessKeyId: string;

  constructor(accessKeyId: string, options?: ErrorOptions) {
    super("AWS no longer accepts this tenant session's credentials; retry with a new session", 0, options);
    this.accessKeyId = accessKeyId;
  }
}
