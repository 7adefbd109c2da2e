import { AwsError } from '../endpoint/aws-error.ts';

/** STS's wire errors with the HTTP statuses of its API reference. */
type StsErrorCode =
  | 'ValidationError'
  | 'InvalidParameterValue'
  | 'InvalidAction'
  | 'MalformedPolicyDocument'
  | 'PackedPolicyTooLarge'
  | 'InvalidIdentityToken'
  | 'ExpiredTokenException'
  | 'IDPRejectedClaim'
  | 'IDPCommunicationError'
  | 'AccessDenied'
  | 'OutboundWebIdentityFederationDisabledException'
  | 'SessionDurationEscalationException'
  | 'JWTPayloadSizeExceededException';

const forbidden: ReadonlySet<StsErrorCode> = new Set([
  'AccessDenied',
  'IDPRejectedClaim',
  'OutboundWebIdentityFederationDisabledException',
  'SessionDurationEscalationException',
]);

export function stsError(code: StsErrorCode, message: string): AwsError {
  return new AwsError(code, forbidden.has(code) ? 403 : 400, message);
}
