import type { Deployment } from '../deployment.ts';
import { parameterArn, parameterKeyArn, tableArn } from '../names.ts';
import type { PolicyStatement } from '../policy-document.ts';
import { parameterStoreEndpoint } from '../service-endpoints.ts';
import { tenantTagVariable } from '../session-tags.ts';

/*
 * The statements of which both tenant roles are made. Each Allow carries the tenant's tag in the place where AWS checks
 * it (leading key, parameter path, encryption context) and a `Null` guard on the tag, because a guard can be read by a
 * person and does not depend on how an unresolved variable is treated.
 */

const ownShared = `TENANT#${tenantTagVariable}`;
const ownServices = `TENANT#${tenantTagVariable}|SERVICE#*`;

/**
 * Which partitions of the tenant a statement is about. Not `TENANT#acme*`, which also matches `TENANT#acme2`: neither
 * `#` nor `|` can occur in a tag value.
 */
export const ownPartitions = {
  all: [ownShared, ownServices],
  services: [ownServices],
  shared: [ownShared],
} as const;

/** Items in the tenant's own partitions. `ForAllValues` is true of an absent key, so the `Null` guard is part of it. */
export function ownItems(
  deployment: Deployment,
  sid: string,
  actions: readonly string[],
  partitions: keyof typeof ownPartitions,
  userRole?: string,
): PolicyStatement {
  return {
    Sid: sid,
    Effect: 'Allow',
    Action: actions,
    Resource: tableArn(deployment),
    Condition: {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ownPartitions[partitions] },
      Null: { 'dynamodb:LeadingKeys': 'false', 'aws:PrincipalTag/TenantId': 'false' },
      ...(userRole === undefined ? {} : { StringEquals: { 'aws:PrincipalTag/UserRole': userRole } }),
    },
  };
}

/**
 * Parameters below the tenant's own path. The tenant's root itself is left out: a listing is authorised on the path
 * it asks for alone, and the stores ask for a service's path only.
 */
export function ownParameters(deployment: Deployment, sid: string, actions: readonly string[]): PolicyStatement {
  return {
    Sid: sid,
    Effect: 'Allow',
    Action: actions,
    Resource: ownParameterArns(deployment),
    Condition: { Null: { 'aws:PrincipalTag/TenantId': 'false' } },
  };
}

/** The parameter key, only through Parameter Store and only for the tenant's own parameters. */
export function keyForOwnParameters(deployment: Deployment, sid: string, actions: readonly string[]): PolicyStatement {
  return {
    Sid: sid,
    Effect: 'Allow',
    Action: actions,
    Resource: parameterKeyArn(deployment),
    Condition: keyUse(deployment),
  };
}

/** How the parameter key may be used; the key's own policy demands the same. */
export function keyUse(deployment: Deployment): NonNullable<PolicyStatement['Condition']> {
  return {
    StringEquals: { 'kms:ViaService': parameterStoreEndpoint(deployment) },
    StringLike: { 'kms:EncryptionContext:PARAMETER_ARN': ownParameterArns(deployment) },
    Null: { 'aws:PrincipalTag/TenantId': 'false' },
  };
}

/**
 * What a tenant role refuses whatever else is attached to it. None of these relies on a variable: a Deny whose variable
 * does not resolve silently stops applying.
 */
export function tenantDenials(deployment: Deployment, granted: readonly string[]): readonly PolicyStatement[] {
  return [
    {
      Sid: 'DenyWithoutTenantTag',
      Effect: 'Deny',
      Action: ['*'],
      Resource: '*',
      Condition: { Null: { 'aws:PrincipalTag/TenantId': 'true' } },
    },
    {
      // An empty tag is a tag, and `TENANT#` a key. No tenant id is shorter than two characters.
      Sid: 'DenyShortTenantTag',
      Effect: 'Deny',
      Action: ['*'],
      Resource: '*',
      Condition: { StringNotLike: { 'aws:PrincipalTag/TenantId': '??*' } },
    },
    {
      // A tag value may hold a slash: `acme/orders` would be a path inside acme.
      Sid: 'DenyPathInTenantTag',
      Effect: 'Deny',
      Action: ['*'],
      Resource: '*',
      Condition: { StringLike: { 'aws:PrincipalTag/TenantId': '*/*' } },
    },
    {
      // Also refuses to leave the session by assuming another role, even one whose trust policy names this role.
      Sid: 'DenyEverythingElse',
      Effect: 'Deny',
      NotAction: granted,
      Resource: '*',
    },
    {
      // The AWS-managed key `aws/ssm` decrypts for every principal of the account.
      Sid: 'DenyOtherKeys',
      Effect: 'Deny',
      Action: ['kms:*'],
      NotResource: parameterKeyArn(deployment),
    },
  ];
}

function ownParameterArns(deployment: Deployment): string {
  return parameterArn(deployment, `/${deployment.parameterRoot}/${tenantTagVariable}/*`);
}
