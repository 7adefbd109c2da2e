/**
 * STS could not or should not be believed for a reason that no caller and no retry mends: a deployment, a policy or this
 * code is wrong, or an answer was not what was asked for. Nothing is given out. The edge reports it as internal.
 */
export class VendingFaultError extends Error {
  readonly code = 'vending-fault';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'VendingFaultError';
  }
}
