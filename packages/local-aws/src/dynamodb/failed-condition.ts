import { AwsError } from '../endpoint/aws-error.ts';
import { validationError } from './errors.ts';
import type { StepFailure } from './item-storage.ts';

/** Whether the caller wants the item that made its condition fail. dynalite does not know this member. */
export function wantsExisting(input: Readonly<Record<string, unknown>>): boolean {
  const wanted = input['ReturnValuesOnConditionCheckFailure'];
  if (wanted === undefined || wanted === null || wanted === 'NONE') return false;
  if (wanted === 'ALL_OLD') return true;
  throw validationError(
    "1 validation error detected: Value at 'returnValuesOnConditionCheckFailure' failed to satisfy constraint: Member must satisfy enum value set: [ALL_OLD, NONE]",
  );
}

/** The error of a single write, with the item if the condition failed and it was asked for. */
export function failureOf(failure: StepFailure, withExisting: boolean): AwsError {
  const { error, existing } = failure;
  if (!withExisting || existing === undefined) return error;
  return new AwsError(error.code, error.status, error.message, { Item: existing });
}
