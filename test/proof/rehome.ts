import {
  type DocumentName,
  documentNames,
  type PolicyDocument,
  type PolicySet,
  type TrustedIssuer,
} from '@leasehold/policies';

/** Whether tokens of this issuer may name the tenant: by name, by a beginning that ends in `*`, or by `*`. */
export function speaksFor({ tenants = ['*'] }: TrustedIssuer, tenant: string): boolean {
  return tenants.some((listed) => (listed.endsWith('*') ? tenant.startsWith(listed.slice(0, -1)) : listed === tenant));
}

/**
 * The same documents with the providers' names replaced by those of issuers that really run, one for each. Nothing else
 * in them is touched, so what is broken stays broken.
 */
export function rehomed({ deployment, documents }: PolicySet, providers: readonly string[]): PolicySet {
  const moves = deployment.issuers.map(({ provider }, index) => [provider, at(providers, index)] as const);
  return {
    deployment: {
      ...deployment,
      issuers: deployment.issuers.map((issuer, index) => ({ ...issuer, provider: at(providers, index) })),
    },
    documents: mapped(documents, (text) => moves.reduce((moved, [from, to]) => moved.replaceAll(from, to), text)),
  };
}

/**
 * The same set with its first issuer speaking for one tenant more. Which tenants an issuer may name is a setting of the
 * deployment and no part of isolation: a counterexample's tenant is any that the grammar allows.
 */
export function speakingFor(set: PolicySet, tenant: string): PolicySet {
  const [first, ...others] = set.deployment.issuers;
  if (first?.tenants === undefined || set.deployment.issuers.some((issuer) => speaksFor(issuer, tenant))) return set;
  const from = `"aws:RequestTag/TenantId":${JSON.stringify(first.tenants)}`;
  const tenants = [...first.tenants, tenant];
  const to = `"aws:RequestTag/TenantId":${JSON.stringify(tenants)}`;
  return {
    deployment: { ...set.deployment, issuers: [{ ...first, tenants }, ...others] },
    documents: mapped(set.documents, (text) => text.replaceAll(from, to)),
  };
}

function mapped(documents: PolicySet['documents'], retype: (text: string) => string): PolicySet['documents'] {
  const entries = documentNames.map((name) => [name, JSON.parse(retype(JSON.stringify(documents[name])))] as const);
  return Object.fromEntries(entries) as Record<DocumentName, PolicyDocument>;
}

function at(providers: readonly string[], index: number): string {
  const provider = providers[index];
  if (provider === undefined) throw new Error('fewer issuers run than the deployment trusts');
  return provider;
}
