/** An error in AWS's own terms; the endpoint renders it in the protocol of the service that was called. */
export class AwsError extends Error {
  /** The wire code, for example `AccessDeniedException`. */
  readonly code: string;
  /** HTTP status. */
  readonly status: number;
  /** Further members of the JSON error body, for example `CancellationReasons`. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(code: string, status: number, message: string, members: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = 'AwsError';
    this.code = code;
    this.status = status;
    this.members = members;
  }
}
