import { UnavailableError } from '@leasehold/domain';
import { StsCallError, type StsOperation } from './sts-call-error.ts';

/** Every endpoint is left alone by its circuit breaker: nobody was asked, so nothing of the budget is spent. */
export class StsLeftAloneError extends UnavailableError {
  constructor(operation: StsOperation, retryAfterMs: number) {
    const cause = new StsCallError(operation, { name: 'BreakerOpen' });
    super('AWS STS is throttling, slow or down', retryAfterMs, { cause });
  }
}
