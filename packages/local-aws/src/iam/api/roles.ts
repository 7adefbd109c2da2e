import type { AwsCall } from '../../endpoint/aws-service.ts';
import type { Account } from '../account.ts';
import { iamError } from '../errors.ts';
import { allowedRole, alsoAbout, existingPolicy } from './authorize.ts';
import { policyArn, policyDocument, policyName, wholeList } from './parameters.ts';
import { urlEncoded } from './url-encoded.ts';

type Reply = Readonly<Record<string, unknown>>;
type ArnOf = (name: string) => string;

export function getRole(call: AwsCall, account: Account, arnOf: ArnOf): Reply {
  const role = allowedRole(call, account, arnOf);
  return {
    Role: {
      Path: '/',
      RoleName: role.name,
      RoleId: role.id,
      Arn: role.arn,
      CreateDate: new Date(role.createdAt),
      AssumeRolePolicyDocument: urlEncoded(role.trustText),
      MaxSessionDuration: role.maxSessionSeconds,
      PermissionsBoundary:
        role.boundary === null
          ? null
          : { PermissionsBoundaryType: 'PermissionsBoundaryPolicy', PermissionsBoundaryArn: role.boundary.arn },
    },
  };
}

/** Sessions that are open stay open: the trust policy is asked when a session is opened, and not again. */
export function updateAssumeRolePolicy(call: AwsCall, account: Account, arnOf: ArnOf): Reply {
  const text = policyDocument(call.input);
  const role = allowedRole(call, account, arnOf);
  role.setTrust(text);
  alsoAbout(call, { policyDocument: text });
  return {};
}

/** As IAM, refuses a role that still has policies. @throws AwsError DeleteConflict */
export function deleteRole(call: AwsCall, account: Account, arnOf: ArnOf): Reply {
  const role = allowedRole(call, account, arnOf);
  if (role.attached.size > 0) throw iamError('DeleteConflict', 'Cannot delete entity, must detach all policies first.');
  if (role.inline.size > 0) throw iamError('DeleteConflict', 'Cannot delete entity, must delete policies first.');
  account.deleteRole(role.arn);
  return {};
}

export function listAttachedRolePolicies(call: AwsCall, account: Account, arnOf: ArnOf): Reply {
  const role = allowedRole(call, account, arnOf);
  const attached = [...role.attached.values()].map(({ name, arn }) => ({ PolicyName: name, PolicyArn: arn }));
  return wholeList(call.input, 'AttachedPolicies', attached);
}

export function attachRolePolicy(call: AwsCall, account: Account, arnOf: ArnOf): Reply {
  const arn = policyArn(call.input);
  const role = allowedRole(call, account, arnOf, { 'iam:PolicyARN': arn });
  alsoAbout(call, { policyArn: arn });
  role.attached.set(arn, existingPolicy(account, arn));
  return {};
}

export function detachRolePolicy(call: AwsCall, account: Account, arnOf: ArnOf): Reply {
  const arn = policyArn(call.input);
  const role = allowedRole(call, account, arnOf, { 'iam:PolicyARN': arn });
  alsoAbout(call, { policyArn: arn });
  if (!role.attached.delete(arn)) throw iamError('NoSuchEntity', `Policy ${arn} was not found.`);
  return {};
}

export function listRolePolicies(call: AwsCall, account: Account, arnOf: ArnOf): Reply {
  const role = allowedRole(call, account, arnOf);
  return wholeList(call.input, 'PolicyNames', [...role.inline.keys()]);
}

export function deleteRolePolicy(call: AwsCall, account: Account, arnOf: ArnOf): Reply {
  const name = policyName(call.input);
  const role = allowedRole(call, account, arnOf);
  alsoAbout(call, { policyName: name });
  if (!role.inline.delete(name)) {
    throw iamError('NoSuchEntity', `The role policy with name ${name} cannot be found.`);
  }
  return {};
}
