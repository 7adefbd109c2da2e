import { AwsError } from '../endpoint/aws-error.ts';
import type { StepFailure } from './item-storage.ts';

const noFailure = { Code: 'None' } as const;

/**
 * The end of a transaction in which a step could not be done: one reason a step, in the order of the request. An item is
 * shown only where its step asked for it with `ReturnValuesOnConditionCheckFailure`.
 */
export function cancelled(failures: readonly (StepFailure | null)[], withExisting: readonly boolean[]): AwsError {
  const reasons = failures.map((failure, position) => {
    if (failure === null) return noFailure;
    const { error, existing } = failure;
    return {
      Code: reasonCode(error.code),
      Message: error.message,
      ...(withExisting[position] === true && existing !== undefined ? { Item: existing } : {}),
    };
  });
  const codes = reasons.map(({ Code }) => Code).join(', ');
  return new AwsError(
    'TransactionCanceledException',
    400,
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    { CancellationReasons: reasons },
  );
}

function reasonCode(code: string): string {
  if (code === 'ValidationException') return 'ValidationError';
  return code.replace(/Exception$/, '').replace(/^ConditionalCheckFailed.*/, 'ConditionalCheckFailed');
}
