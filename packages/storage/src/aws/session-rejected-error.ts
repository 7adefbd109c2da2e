import { UnavailableError } from '@leasehold/domain';

/**
 * AWS does not accept the tenant session's credentials (any more): expired, revoked, or unknown to it. They have been
 * forgotten by the time the caller sees this, so the next try gets a new session.
 */
export class SessionRejectedError extends UnavailableError {
  constructor(options?: ErrorOptions) {
    super("AWS no longer accepts this tenant session's credentials; retry with a new session", 0, options);
  }
}
