import { type AuthorizationRequest, evaluate, evaluateTrust, loadPolicy } from '@leasehold/iam-engine';
import type { Change } from '../../src/compare/set-comparison.ts';
import { oidcProviderArn, roleArn } from '../../src/names.ts';
import { type DocumentName, filledSession, type PolicySet } from '../../src/policy-set.ts';
import { documentKind } from '../../src/review/rendered/document-kind.ts';

/** What the policy engine says of an example, with all that it needs put together anew; `null` when it does not say who asks. */
export function engineAllows(set: PolicySet, { example }: Change): boolean | null {
  return example.role === null ? tokenOpens(set, example.ask) : sessionMay(set, example, example.role);
}

function sessionMay(
  set: PolicySet,
  { tags, sessionPolicy, ask }: Change['example'],
  role: 'reader' | 'writer',
): boolean {
  const { deployment } = set;
  const arn = roleArn(deployment, role === 'reader' ? deployment.readerRole : deployment.writerRole);
  const tenant = tags['TenantId'] ?? '';
  const request: AuthorizationRequest = {
    ...ask,
    context: {
      ...ask.context,
      'aws:PrincipalArn': arn,
      ...Object.fromEntries(Object.entries(tags).map(([tag, value]) => [`aws:PrincipalTag/${tag}`, value])),
    },
    principal: {
      type: 'AWS',
      arn: `arn:aws:sts::${deployment.account}:assumed-role/${arn.split('/').at(-1)}/${tenant}`,
      account: deployment.account,
      sessionOf: arn,
    },
  };
  const own = {
    identity: [load(set, `tenant-${role}`)],
    boundary: [load(set, 'tenant-boundary')],
    ...(sessionPolicy === null
      ? {}
      : { session: [loadPolicy('session', 'session', filledSession(set, tenant, sessionPolicy))] }),
  };
  const key = [load(set, 'parameter-key')];
  if (ask.action.startsWith('dynamodb:')) {
    return evaluate({ ...own, resource: [load(set, 'tenant-table')] }, request).effect === 'allow';
  }
  const byKey = !ask.action.startsWith('kms:') || evaluate({ resource: key }, request).effect === 'allow';
  return byKey && evaluate(own, request).effect === 'allow';
}

function tokenOpens(set: PolicySet, ask: Change['example']['ask']): boolean | null {
  const issuer = set.deployment.issuers.find(({ provider }) => `${provider}:aud` in ask.context);
  if (issuer === undefined) return null;
  const role = ask.resource.endsWith('reader') ? 'reader' : 'writer';
  const principal = { type: 'Federated', provider: oidcProviderArn(set.deployment, issuer.provider) } as const;
  return [ask.action, 'sts:TagSession', 'sts:SetSourceIdentity'].every(
    (action) => evaluateTrust(load(set, `tenant-${role}-trust`), { ...ask, principal, action }).effect === 'allow',
  );
}

function load(set: PolicySet, name: DocumentName) {
  return loadPolicy(name, documentKind(name), set.documents[name]);
}
