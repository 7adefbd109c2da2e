import { AwsError } from '../aws-error.ts';
import type { CommonErrorKind, Protocol } from '../protocol.ts';
import type { Fault, FaultKind } from './fault.ts';

/** Faults each protocol has its own code for. */
const common: Partial<Record<FaultKind, { readonly kind: CommonErrorKind; readonly message: string }>> = {
  throttle: { kind: 'throttled', message: 'Rate exceeded' },
  'internal-error': { kind: 'internal', message: 'We encountered an internal error. Please try again.' },
  'service-unavailable': { kind: 'unavailable', message: 'Service is unable to handle request.' },
};

/** Codes, statuses and texts of the STS API reference. */
const ofSts: Partial<Record<FaultKind, readonly [code: string, status: number, message: string]>> = {
  'packed-policy-too-large': [
    'PackedPolicyTooLarge',
    400,
    'Serialized token too large for session: packed policies and tags take 101 percent of what is allowed.',
  ],
  'region-disabled': [
    'RegionDisabledException',
    403,
    'STS is not activated in this region for account. Your account administrator can activate STS in this region using the IAM Console.',
  ],
  'idp-unreachable': [
    'IDPCommunicationError',
    400,
    "Couldn't retrieve verification key from your identity provider, please reference AssumeRoleWithWebIdentity documentation for requirements",
  ],
};

/** The error a fault answers with in place of the service; `null` for a fault that is no error. */
export function injectedError(fault: Fault | null, protocol: Protocol): AwsError | null {
  if (fault === null || fault.kind === 'short-credentials') return null;
  if (fault.kind === 'error') return new AwsError(fault.code, fault.status, fault.message ?? '');
  const everyones = common[fault.kind];
  if (everyones !== undefined) {
    const { code, status } = protocol.commonErrors[everyones.kind];
    return new AwsError(code, status, everyones.message);
  }
  const [code, status, message] = ofSts[fault.kind] ?? [];
  return code === undefined || status === undefined ? null : new AwsError(code, status, message ?? '');
}
