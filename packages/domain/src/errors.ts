/** Every failure a caller of Leasehold can be told about; the gRPC edge maps each code to one status. */
export type ErrorCode =
  | 'invalid-input'
  | 'unauthenticated'
  | 'permission-denied'
  | 'isolation-refused'
  | 'not-found'
  | 'version-conflict'
  | 'resource-exhausted'
  | 'unavailable';

/**
 * Base of all expected failures. `message` is for the person who must act and may go on the wire, so it never
 * carries a value, a token or key material; `cause` is for the log's error class only.
 */
export abstract class LeaseholdError extends Error {
  abstract readonly code: ErrorCode;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** Input outside its grammar or bounds: names the field and the rule, never the offending text. */
export class InvalidInputError extends LeaseholdError {
  readonly code = 'invalid-input';
  readonly field: string;
  readonly rule: string;

  constructor(field: string, rule: string) {
    super(`${field}: ${rule}`);
    this.field = field;
    this.rule = rule;
  }
}

/** The bearer token proved nothing. The wire text is one fixed sentence; `reason` is for the log. */
export class UnauthenticatedError extends LeaseholdError {
  readonly code = 'unauthenticated';
  readonly reason: string;

  constructor(reason: string, options?: ErrorOptions) {
    super('the bearer token was missing or not accepted', options);
    this.reason = reason;
  }
}

/** The verified caller's role or service scope does not cover what was asked. */
export class PermissionDeniedError extends LeaseholdError {
  readonly code = 'permission-denied';
}

/** The tenant's access was cut off by an operator; it ends when one restores it, and no retry helps before. */
export class TenantRevokedError extends PermissionDeniedError {
  constructor() {
    super("this tenant's access has been revoked");
  }
}

/**
 * AWS refused a call that was made with a tenant's own session: the service asked for something outside the tenant,
 * or the deployed policies are narrower than the service expects. Always worth an alarm.
 */
export class IsolationRefusedError extends LeaseholdError {
  readonly code = 'isolation-refused';
  /** The IAM action AWS refused, for example `dynamodb:GetItem`. */
  readonly action: string;

  constructor(action: string, options?: ErrorOptions) {
    super(`AWS refused ${action} to this tenant's session`, options);
    this.action = action;
  }
}

export class NotFoundError extends LeaseholdError {
  readonly code = 'not-found';
}

/** A compare-and-set lost: `currentVersion` is what the store holds now, 0 when nothing is stored. */
export class VersionConflictError extends LeaseholdError {
  readonly code = 'version-conflict';
  readonly currentVersion: number;

  constructor(currentVersion: number) {
    super(
      currentVersion === 0
        ? 'version conflict: nothing is stored under this key; expect version 0 to create it'
        : `version conflict: the current version is ${currentVersion}; read it and retry`,
    );
    this.currentVersion = currentVersion;
  }
}

/** A bound of this instance or of AWS is used up for now. */
export class ResourceExhaustedError extends LeaseholdError {
  readonly code = 'resource-exhausted';
  readonly retryAfterMs: number;

  constructor(message: string, retryAfterMs: number, options?: ErrorOptions) {
    super(message, options);
    this.retryAfterMs = retryAfterMs;
  }
}

/** AWS or the token issuer is throttling, slow or down: nothing was changed by this call unless it says so. */
export class UnavailableError extends LeaseholdError {
  readonly code = 'unavailable';
  readonly retryAfterMs: number;

  constructor(message: string, retryAfterMs: number, options?: ErrorOptions) {
    super(message, options);
    this.retryAfterMs = retryAfterMs;
  }
}
