import { AwsError } from '../endpoint/aws-error.ts';

/** Parameter Store's refusals, each HTTP 400 with the code of the service's model. No message repeats a parameter's value. */
export function refusal(code: string, message: string): AwsError {
  return new AwsError(code, 400, message);
}

/** The request itself is wrong, whoever sends it. */
export function validation(message: string): AwsError {
  return refusal('ValidationException', message);
}

/** AWS's wording for a member that breaks its constraint; the value is left out, because it may be a secret. */
export function constraint(member: string, rule: string): AwsError {
  const name = member.charAt(0).toLowerCase() + member.slice(1);
  return validation(`1 validation error detected: Value at '${name}' failed to satisfy constraint: ${rule}`);
}

/** AWS sends this one without a message. */
export function parameterNotFound(): AwsError {
  return refusal('ParameterNotFound', '');
}
