import type { Deployment } from '@leasehold/policies';
import type { AwsCall, EventDetails } from '../endpoint/aws-service.ts';
import type { Kms } from '../kms/kms.ts';
import type { NextTokens } from './next-token.ts';
import type { ParameterChange } from './parameter-change.ts';
import type { ParameterTable } from './parameter-table.ts';

/** What the operations work on. */
export interface ParameterStore {
  readonly deployment: Deployment;
  readonly parameters: ParameterTable;
  readonly kms: Kms;
  readonly tokens: NextTokens;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** What the operation that runs has changed, for events once it is saved. */
  readonly changes: ParameterChange[];
}

/** A reply's JSON body. */
export type Reply = Readonly<Record<string, unknown>>;

/**
 * One operation. It runs from its first ask to its last change without yielding, so that nothing can change between the
 * decision and the deed.
 */
export type Operation = (store: ParameterStore, call: AwsCall) => Reply;

/** Describes the call in its CloudTrail record, before IAM is asked, so that a refused call is described too. */
export function record(
  call: AwsCall,
  requestParameters: EventDetails['requestParameters'],
  arns: readonly string[],
  readOnly: boolean,
): void {
  call.event.requestParameters = requestParameters;
  call.event.resources = arns.map((ARN) => ({ type: 'AWS::SSM::Parameter', ARN }));
  call.event.readOnly = readOnly;
  call.event.category = 'Management';
}

/** The encryption context of a SecureString: its full ARN, so that a ciphertext cannot be moved to another parameter. */
export function encryptionContext(arn: string): { readonly PARAMETER_ARN: string } {
  return { PARAMETER_ARN: arn };
}
