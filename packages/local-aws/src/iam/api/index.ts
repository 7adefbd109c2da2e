import { type Deployment, roleArn } from '@leasehold/policies';
import type { AwsCall, AwsService } from '../../endpoint/aws-service.ts';
import type { OutboundFederation } from '../../sts/outbound-federation.ts';
import type { Account } from '../account.ts';
import { iamError } from '../errors.ts';
import {
  disableOutboundWebIdentityFederation,
  enableOutboundWebIdentityFederation,
  getOutboundWebIdentityFederationInfo,
} from './outbound-federation.ts';
import {
  createPolicyVersion,
  deletePolicyVersion,
  getPolicy,
  getPolicyVersion,
  listPolicyVersions,
  setDefaultPolicyVersion,
} from './policies.ts';
import {
  attachRolePolicy,
  deleteRole,
  deleteRolePolicy,
  detachRolePolicy,
  getRole,
  listAttachedRolePolicies,
  listRolePolicies,
  updateAssumeRolePolicy,
} from './roles.ts';

type Operation = (call: AwsCall, account: Account, arnOf: (role: string) => string) => Reply;

type Reply = Readonly<Record<string, unknown>>;

const operations: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['GetPolicy', getPolicy],
  ['GetPolicyVersion', getPolicyVersion],
  ['ListPolicyVersions', listPolicyVersions],
  ['CreatePolicyVersion', createPolicyVersion],
  ['SetDefaultPolicyVersion', setDefaultPolicyVersion],
  ['DeletePolicyVersion', deletePolicyVersion],
  ['GetRole', getRole],
  ['UpdateAssumeRolePolicy', updateAssumeRolePolicy],
  ['DeleteRole', deleteRole],
  ['ListAttachedRolePolicies', listAttachedRolePolicies],
  ['AttachRolePolicy', attachRolePolicy],
  ['DetachRolePolicy', detachRolePolicy],
  ['ListRolePolicies', listRolePolicies],
  ['DeleteRolePolicy', deleteRolePolicy],
]);

const ofFederation: ReadonlyMap<string, (call: AwsCall, federation: OutboundFederation) => Reply> = new Map([
  ['EnableOutboundWebIdentityFederation', enableOutboundWebIdentityFederation],
  ['DisableOutboundWebIdentityFederation', disableOutboundWebIdentityFederation],
  ['GetOutboundWebIdentityFederationInfo', getOutboundWebIdentityFederationInfo],
]);

/** Where a partition keeps IAM, and so how its calls are signed and recorded (AWS general reference, IAM endpoints). */
const homes: Readonly<Record<string, string>> = { 'aws-cn': 'cn-north-1', 'aws-us-gov': 'us-gov-west-1' };

/** The embedded IAM: the deployment's roles and managed policies can be read and changed, and none be created. */
export function createIamService(deployment: Deployment, account: Account, federation: OutboundFederation): AwsService {
  const arnOf = (role: string) => roleArn(deployment, role);
  return {
    signingName: 'iam',
    globalRegion: homes[deployment.partition] ?? 'us-east-1',
    eventSource: 'iam.amazonaws.com',
    accessDeniedCode: 'AccessDenied',
    handle(call) {
      const outbound = ofFederation.get(call.operation);
      if (outbound !== undefined) return Promise.resolve().then(() => outbound(call, federation));
      const operation = operations.get(call.operation);
      if (operation === undefined) {
        return Promise.reject(
          iamError('InvalidAction', `Could not find operation ${call.operation} for version 2010-05-08`),
        );
      }
      return Promise.resolve().then(() => operation(call, account, arnOf));
    },
    close: () => Promise.resolve(),
  };
}
