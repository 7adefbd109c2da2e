import type { AwsCall } from '../../endpoint/aws-service.ts';
import type { Account } from '../account.ts';
import { iamError } from '../errors.ts';
import type { ManagedPolicy } from '../managed-policy.ts';
import type { Role } from '../role.ts';
import { policyArn, roleName } from './parameters.ts';

/** The policy a call names, for whoever may do that with it. @throws AwsError AccessDenied before NoSuchEntity */
export function allowedPolicy(call: AwsCall, account: Account): ManagedPolicy {
  const arn = policyArn(call.input);
  call.event.requestParameters = { policyArn: arn };
  call.authorize({ action: `iam:${call.operation}`, resource: arn, shownAs: `policy ${arn}` });
  return existingPolicy(account, arn);
}

/** @throws AwsError NoSuchEntity */
export function existingPolicy(account: Account, arn: string): ManagedPolicy {
  const policy = account.managedPolicies.get(arn);
  if (policy === undefined) throw iamError('NoSuchEntity', `Policy ${arn} was not found.`);
  return policy;
}

/**
 * The role a call names, for whoever may do that with it, and `context` with it: IAM's own condition keys of the
 * operation. @throws AwsError AccessDenied before NoSuchEntity
 */
export function allowedRole(call: AwsCall, account: Account, arnOf: (name: string) => string, context = {}): Role {
  const name = roleName(call.input);
  const arn = arnOf(name);
  const role = account.roles.get(arn);
  const boundary = role?.boundary?.arn;
  call.event.requestParameters = { roleName: name };
  call.authorize({
    action: `iam:${call.operation}`,
    resource: arn,
    shownAs: `role ${name}`,
    context: { ...context, ...(boundary === undefined ? {} : { 'iam:PermissionsBoundary': boundary }) },
  });
  if (role === undefined) throw iamError('NoSuchEntity', `The role with name ${name} cannot be found.`);
  return role;
}

/** What the call is about, in its event, beyond the policy or role it names. Set once the call is allowed. */
export function alsoAbout(call: AwsCall, parameters: Readonly<Record<string, unknown>>): void {
  call.event.requestParameters = { ...call.event.requestParameters, ...parameters };
}
