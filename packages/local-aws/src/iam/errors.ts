import { AwsError } from '../endpoint/aws-error.ts';

/** IAM's wire errors with the HTTP statuses of its API reference. */
const statuses = {
  DeleteConflict: 409,
  FeatureDisabled: 404,
  FeatureEnabled: 409,
  InvalidAction: 400,
  LimitExceeded: 409,
  MalformedPolicyDocument: 400,
  NoSuchEntity: 404,
} as const;

export function iamError(code: keyof typeof statuses, message: string): AwsError {
  return new AwsError(code, statuses[code], message);
}
