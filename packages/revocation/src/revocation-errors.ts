/** Why the list of revoked tenants could not be read or changed. */
export type RevocationErrorCode = 'no-permission' | 'policy-absent' | 'iam-unavailable' | 'contended' | 'unconfirmed';

/**
 * The list of revoked tenants could not be read or changed. The message is for the person who must act, and says whether
 * something was changed; what AWS said is the cause.
 */
export class RevocationError extends Error {
  readonly code: RevocationErrorCode;

  constructor(code: RevocationErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RevocationError';
    this.code = code;
  }
}
