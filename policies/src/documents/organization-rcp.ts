import type { Deployment } from '../deployment.ts';
import { safeDeployment } from '../deployment-grammar.ts';
import { itemReads, itemWrites } from '../granted-actions.ts';
import { itemCopies, otherItemActions, streamRecords } from '../item-actions.ts';
import { indexArns, parameterKeyArn, principalArn, roleArn, streamArns, tableArn } from '../names.ts';
import type { OneOrMore, PolicyCondition, PolicyDocument, PolicyStatement } from '../policy-document.ts';
import { parameterStoreEndpoint } from '../service-endpoints.ts';

/**
 * Resource control policy, offered to the organisation for the account: who may reach the tenant roles, the key and the
 * items and their stream at all, callers of other accounts and holders of tokens included, even if a trust, key or table policy is opened one day.
 * It stands beside `RCPFullAWSAccess`. AWS takes denials only, for everyone as principal and without
 * `NotAction`; it has effect on STS, KMS and DynamoDB, not on Parameter Store, and binds neither
 * service-linked roles nor the management account's resources (Organizations user guide, RCPs).
 */
export function organizationRcp(deployment: Deployment): PolicyDocument {
  safeDeployment(deployment);
  const tenantRoles = [deployment.readerRole, deployment.writerRole].map((role) => roleArn(deployment, role));
  const breakGlass = principalArn(deployment, deployment.breakGlass);
  const key = parameterKeyArn(deployment);
  const useOfKey = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'];
  const others: PolicyCondition = { ArnNotEquals: { 'aws:PrincipalArn': [...tenantRoles, breakGlass] } };
  return {
    Version: '2012-10-17',
    Statement: [
      deny('DenyTokensOfOthers', ['sts:AssumeRoleWithWebIdentity'], tenantRoles, tokensOfOthers(deployment)),
      deny('DenySaml', ['sts:AssumeRoleWithSAML'], tenantRoles),
      deny(
        'DenyAssumingTenantRoles',
        ['sts:AssumeRole'],
        tenantRoles,
        deployment.assumeRoleTrust
          ? { ArnNotEquals: { 'aws:PrincipalArn': roleArn(deployment, deployment.taskRole) } }
          : undefined,
      ),
      deny('DenyKeyToOthers', useOfKey, key, others),
      deny('DenyKeyOutsideParameterStore', useOfKey, key, {
        StringNotEquals: { 'kms:ViaService': parameterStoreEndpoint(deployment) },
      }),
      // A replica of a multi-Region key decrypts the same, under a policy of its own.
      deny('DenyKeyGrantsAndReplicas', ['kms:CreateGrant', 'kms:ReplicateKey'], key),
      deny(
        'DenyItemsToOthers',
        [...itemReads, ...itemWrites, ...otherItemActions, ...itemCopies],
        [tableArn(deployment), indexArns(deployment)],
        others,
      ),
      deny('DenyStreamToOthers', streamRecords, streamArns(deployment), {
        ArnNotEquals: { 'aws:PrincipalArn': [roleArn(deployment, deployment.notifierRole), breakGlass] },
      }),
    ],
  };
}

/**
 * A token has an audience key under its own issuer's name only, so a token of another issuer has none of these (AWS's data
 * perimeter examples, EnforceTrustedOIDCProviders, do so with the subject).
 */
function tokensOfOthers({ issuers }: Deployment): PolicyCondition | undefined {
  if (issuers.length === 0) return undefined;
  return { Null: Object.fromEntries(issuers.map(({ provider }) => [`${provider}:aud`, 'true'])) };
}

function deny(
  sid: string,
  actions: readonly string[],
  resource: OneOrMore,
  condition?: PolicyCondition,
): PolicyStatement {
  return {
    Sid: sid,
    Effect: 'Deny',
    Principal: '*',
    Action: actions,
    Resource: resource,
    ...(condition === undefined ? {} : { Condition: condition }),
  };
}
