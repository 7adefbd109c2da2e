import { AwsError } from '../endpoint/aws-error.ts';

/** Cloud Map's wire errors with the HTTP statuses of its model. */
const statuses = {
  CustomHealthNotFound: 404,
  InstanceNotFound: 404,
  InvalidInput: 400,
  NamespaceAlreadyExists: 400,
  NamespaceNotFound: 404,
  OperationNotFound: 404,
  ResourceLimitExceeded: 400,
  ServiceAlreadyExists: 400,
  ServiceNotFound: 404,
} as const;

export function discoveryError(
  code: keyof typeof statuses,
  message: string,
  members: Readonly<Record<string, unknown>> = {},
): AwsError {
  return new AwsError(code, statuses[code], message, members);
}
