import assert from 'node:assert/strict';
import {
  PermissionDeniedError,
  ResourceExhaustedError,
  UnauthenticatedError,
  UnavailableError,
} from '@leasehold/domain';
import { type FailureClass, failureClass, VendingFaultError } from '@leasehold/vending';
import { describe, it } from 'mocha';

describe('the class of a failure', () => {
  const cases: readonly [string, unknown, FailureClass][] = [
    ['a token that STS refuses', new UnauthenticatedError('expired'), 'token'],
    ['a refusal of tenant and role', new PermissionDeniedError('no'), 'denied'],
    ['STS that is down', new UnavailableError('down', 1_000), 'recoverable'],
    ['a call that was shed', new ResourceExhaustedError('busy', 1_000), 'recoverable'],
    ['a deployment that is wrong', new VendingFaultError('wrong'), 'fault'],
    ['a bug', new TypeError('x is not a function'), 'fault'],
    ['a thrown nothing', undefined, 'fault'],
    ['an object that only looks like an error of ours', { code: 'unavailable', retryAfterMs: 1 }, 'fault'],
  ];
  for (const [what, error, expected] of cases) {
    it(`of ${what} is ${expected}`, () => assert.equal(failureClass(error), expected));
  }
});
