import { AwsError } from '../../endpoint/aws-error.ts';
import { BusQuotaError } from '../event-bus.ts';
import { EventPatternError } from '../pattern-error.ts';

export function ruleNotFound(name: string): AwsError {
  return new AwsError('ResourceNotFoundException', 400, `Rule ${name} does not exist on EventBus default.`);
}

export function validation(message: string): AwsError {
  return new AwsError('ValidationException', 400, message);
}

/** The bus's own refusals in the words of the API. */
export function translated<R>(act: () => R): R {
  try {
    return act();
  } catch (error) {
    if (error instanceof EventPatternError || error instanceof BusQuotaError) {
      throw new AwsError(error.code, 400, error.message);
    }
    throw error;
  }
}
