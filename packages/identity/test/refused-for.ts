import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { UnauthenticatedError } from '@leasehold/domain';

/** Holds that an error is the one refusal callers see, for this reason, and that nothing of `secret` is in it. */
export function refusedFor(reason: string, secret?: string): (error: unknown) => true {
  return (error) => {
    assert.ok(error instanceof UnauthenticatedError, `expected a refusal, got ${inspect(error)}`);
    assert.equal(error.message, 'the bearer token was missing or not accepted');
    assert.equal(error.reason, reason);
    assert.equal(error.cause, undefined);
    if (secret !== undefined) {
      const shown = inspect(error, { depth: 10, showHidden: true });
      for (const part of secret.split('.')) {
        assert.ok(part.length < 8 || !shown.includes(part), 'the error shows token material');
      }
    }
    return true;
  };
}
