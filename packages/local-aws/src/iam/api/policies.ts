import type { AwsCall } from '../../endpoint/aws-service.ts';
import type { Account } from '../account.ts';
import type { ManagedPolicy, PolicyVersion } from '../managed-policy.ts';
import { allowedPolicy, alsoAbout } from './authorize.ts';
import { policyDocument, setAsDefault, versionId, wholeList } from './parameters.ts';
import { urlEncoded } from './url-encoded.ts';

type Reply = Readonly<Record<string, unknown>>;

export function getPolicy(call: AwsCall, account: Account): Reply {
  const policy = allowedPolicy(call, account);
  const roles = [...account.roles.values()];
  return {
    Policy: {
      PolicyName: policy.name,
      PolicyId: policy.id,
      Arn: policy.arn,
      Path: '/',
      DefaultVersionId: policy.current.id,
      AttachmentCount: roles.filter(({ attached }) => attached.has(policy.arn)).length,
      PermissionsBoundaryUsageCount: roles.filter(({ boundary }) => boundary === policy).length,
      IsAttachable: true,
      CreateDate: new Date(policy.createdAt),
      UpdateDate: new Date(policy.updatedAt),
    },
  };
}

export function getPolicyVersion(call: AwsCall, account: Account): Reply {
  const id = versionId(call.input);
  const policy = allowedPolicy(call, account);
  alsoAbout(call, { versionId: id });
  const version = policy.version(id);
  return { PolicyVersion: { Document: urlEncoded(version.text), ...described(policy, version) } };
}

export function listPolicyVersions(call: AwsCall, account: Account): Reply {
  const policy = allowedPolicy(call, account);
  return wholeList(
    call.input,
    'Versions',
    policy.versions.map((version) => described(policy, version)),
  );
}

export function createPolicyVersion(call: AwsCall, account: Account): Reply {
  const text = policyDocument(call.input);
  const asDefault = setAsDefault(call.input);
  const policy = allowedPolicy(call, account);
  const version = policy.create(text, asDefault, call.now);
  account.save(policy);
  alsoAbout(call, { policyDocument: text, setAsDefault: asDefault });
  call.event.responseElements = {
    policyVersion: { versionId: version.id, isDefaultVersion: asDefault, createDate: eventTime(version.createdAt) },
  };
  return { PolicyVersion: described(policy, version) };
}

export function setDefaultPolicyVersion(call: AwsCall, account: Account): Reply {
  const id = versionId(call.input);
  const policy = allowedPolicy(call, account);
  alsoAbout(call, { versionId: id });
  policy.setDefault(id, call.now);
  account.save(policy);
  return {};
}

export function deletePolicyVersion(call: AwsCall, account: Account): Reply {
  const id = versionId(call.input);
  const policy = allowedPolicy(call, account);
  alsoAbout(call, { versionId: id });
  policy.delete(id, call.now);
  account.save(policy);
  return {};
}

function described(policy: ManagedPolicy, version: PolicyVersion) {
  return {
    VersionId: version.id,
    IsDefaultVersion: version === policy.current,
    CreateDate: new Date(version.createdAt),
  };
}

/** Other than STS's events, IAM's write a time as `Nov 25, 2026 12:00:00 PM` (?). */
function eventTime(milliseconds: number): string {
  return new Date(milliseconds).toLocaleString('en-US', {
    timeZone: 'UTC',
    dateStyle: 'medium',
    timeStyle: 'medium',
  });
}
