import { PolicyError } from '../policy-error.ts';

/** The revocations policy says something that this project does not write. Who is revoked is then not known, not "nobody". */
export class RevocationsUnreadableError extends PolicyError {
  readonly code = 'revocations-unreadable';

  constructor(cause?: unknown) {
    super(
      'the list of revoked tenants cannot be read: the policy is not as Leasehold writes it, so it was changed by hand or ' +
        'by another tool. Make the last version that Leasehold wrote the default one again (iam set-default-policy-version), ' +
        'then revoke and restore by command',
    );
    this.cause = cause;
  }
}
