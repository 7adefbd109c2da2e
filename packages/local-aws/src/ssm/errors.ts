import { AwsError } from '../endpoint/aws-error.ts';

/** Parameter Store's refusals, each HTTP 400 with the code of the service's model. No message repeats a parameter's value. */
export function refusal(code: string, message: string): AwsError {
  return new AwsError(code, 400, message);
}

/** The request itself is wrong, whoever sends it. */
export function validation(message: string): AwsError {
  return refusal('ValidationException', message);
}

/** AWS sends this one without a message. */
export function parameterNotFound(): AwsError {
  return refusal('ParameterNotFound', '');
}
