import type { Deployment, TrustedIssuer } from '../deployment.ts';
import { isEveryTenant, safeDeployment } from '../deployment-grammar.ts';
import { oidcProviderArn, roleArn } from '../names.ts';
import type { OneOrMore, PolicyCondition, PolicyDocument, PolicyStatement } from '../policy-document.ts';
import { callerRolesFor, sessionTagKeys } from '../session-tags.ts';
import { namedAfter } from './session-naming.ts';
import { withinTrustPolicyQuota } from './trust-policy-size.ts';

/** Condition keys and what they must be. */
type Asked = Readonly<Record<string, OneOrMore>>;

/**
 * Who may open a session of a tenant role: a token of each registered issuer (web identity) and, only where the
 * deployment says so, the service's task role (assume role). Both must name session, source identity and tag alike, or after
 * tenant and user.
 *
 * One exchange is authorised as three actions. All that protects stands on the first one, for which AWS documents every
 * key used here. It documents only tag keys for sts:TagSession and only the source identity for sts:SetSourceIdentity
 * (service authorization reference of STS), so these two are limited by `ForAllValues`, which an absent key satisfies.
 * @throws TrustPolicySizeError when IAM could not store it
 */
export function tenantTrustPolicy(deployment: Deployment, access: 'read' | 'write'): PolicyDocument {
  safeDeployment(deployment);
  return withinTrustPolicyQuota({
    Version: '2012-10-17',
    Statement: [
      ...deployment.issuers.map((issuer, index) => exchangeToken(deployment, issuer, index, access)),
      ...(deployment.assumeRoleTrust ? [assumeForTenant(deployment, access)] : []),
      ...carryIdentity(deployment),
      ...denyChaining(deployment),
    ],
  });
}

function exchangeToken(
  deployment: Deployment,
  issuer: TrustedIssuer,
  index: number,
  access: 'read' | 'write',
): PolicyStatement {
  return {
    Sid: `ExchangeTokenOfIssuer${index + 1}`,
    Effect: 'Allow',
    Principal: { Federated: oidcProviderArn(deployment, issuer.provider) },
    Action: ['sts:AssumeRoleWithWebIdentity'],
    Condition: sessionOfOneTenant(
      deployment,
      access,
      { [`${issuer.provider}:aud`]: issuer.audiences },
      tenantsOf(issuer),
    ),
  };
}

/** An issuer's token opens no session of a tenant that the issuer does not speak for. */
function tenantsOf({ tenants }: TrustedIssuer): Asked {
  return tenants === undefined || isEveryTenant(tenants) ? {} : { 'aws:RequestTag/TenantId': tenants };
}

function assumeForTenant(deployment: Deployment, access: 'read' | 'write'): PolicyStatement {
  return {
    Sid: 'AssumeForTenant',
    Effect: 'Allow',
    Principal: { AWS: roleArn(deployment, deployment.taskRole) },
    Action: ['sts:AssumeRole'],
    Condition: sessionOfOneTenant(deployment, access, {}, {}),
  };
}

/** A session named after its TenantId tag; with no other tag than the two; and a caller role fit for the access. */
function sessionOfOneTenant(
  { attribution }: Deployment,
  access: 'read' | 'write',
  equal: Asked,
  like: Asked,
): PolicyCondition {
  const { StringEquals, StringLike = {}, Null = {}, ...others } = namedAfter(attribution);
  const alike = { ...StringLike, ...like };
  return {
    StringEquals: { ...equal, ...StringEquals, 'aws:RequestTag/UserRole': callerRolesFor[access] },
    'ForAllValues:StringEquals': { 'aws:TagKeys': sessionTagKeys },
    Null: { ...Null, 'aws:RequestTag/TenantId': 'false', 'aws:RequestTag/UserRole': 'false' },
    ...(Object.keys(alike).length === 0 ? {} : { StringLike: alike }),
    ...others,
  };
}

function carryIdentity(deployment: Deployment): readonly PolicyStatement[] {
  const providers = deployment.issuers.map((issuer) => oidcProviderArn(deployment, issuer.provider));
  if (providers.length === 0 && !deployment.assumeRoleTrust) return [];
  return [
    {
      Sid: 'CarryTagsAndSourceIdentity',
      Effect: 'Allow',
      Principal: {
        ...(providers.length === 0 ? {} : { Federated: providers }),
        ...(deployment.assumeRoleTrust ? { AWS: roleArn(deployment, deployment.taskRole) } : {}),
      },
      Action: ['sts:SetSourceIdentity', 'sts:TagSession'],
      Condition: {
        'ForAllValues:StringEquals': { 'aws:TagKeys': sessionTagKeys, 'sts:TransitiveTagKeys': sessionTagKeys },
      },
    },
  ];
}

/**
 * A session that is already a tenant's never becomes another one, whatever an Allow above says one day. Asked of
 * sts:AssumeRole alone: there, principal ARN and tags are certainly the caller's and not the new session's.
 */
function denyChaining(deployment: Deployment): readonly PolicyStatement[] {
  const tenantRoles = [deployment.readerRole, deployment.writerRole].map((role) => roleArn(deployment, role));
  return [
    {
      Sid: 'DenyTenantSessions',
      Effect: 'Deny',
      Principal: '*',
      Action: ['sts:AssumeRole'],
      Condition: { ArnEquals: { 'aws:PrincipalArn': tenantRoles } },
    },
    {
      Sid: 'DenyTaggedCallers',
      Effect: 'Deny',
      Principal: '*',
      Action: ['sts:AssumeRole'],
      Condition: { Null: { 'aws:PrincipalTag/TenantId': 'false' } },
    },
  ];
}
