import type { Pair, RawDocument } from './pair.ts';

/** A pair in the words of the oracle. Its shape is its documentation's; no type of the oracle's is used here. */
export interface OracleQuestion {
  readonly request: {
    readonly principal: string | { readonly type: 'Anonymous' };
    readonly action: string;
    readonly resource: { readonly resource: string; readonly accountId: string };
    readonly contextVariables: Readonly<Record<string, string | readonly string[]>>;
  };
  readonly identityPolicies: readonly { readonly name: string; readonly policy: RawDocument }[];
  readonly serviceControlPolicies: readonly Organisation[];
  readonly resourceControlPolicies: readonly Organisation[];
  readonly permissionBoundaryPolicies?: readonly { readonly name: string; readonly policy: RawDocument }[];
  readonly sessionPolicy?: RawDocument;
  readonly resourcePolicy?: RawDocument;
}

/** The policies of one level of an organisation. */
interface Organisation {
  readonly orgIdentifier: string;
  readonly policies: readonly { readonly name: string; readonly policy: RawDocument }[];
}

/** A role's trust policy is the resource policy of the role; a resource without an account in its ARN is the caller's. */
export function toOracle({ policies, request }: Pair): OracleQuestion {
  const { principal, resource } = request;
  const callerAccount = principal.type === 'AWS' ? principal.account : '111122223333';
  const resourcePolicy = policies.resource ?? policies.trust;
  const named = { identity: policies.identity ?? [], boundary: policies.boundary && [policies.boundary] };
  return {
    request: {
      principal: principalText(principal),
      action: request.action,
      resource: { resource, accountId: resource.split(':')[4] || callerAccount },
      contextVariables: request.context,
    },
    identityPolicies: named.identity.map((policy, index) => ({ name: `identity${index}`, policy })),
    serviceControlPolicies: organisation('scp', policies.scp),
    resourceControlPolicies: organisation('rcp', policies.rcp),
    ...(named.boundary && {
      permissionBoundaryPolicies: named.boundary.map((policy) => ({ name: 'boundary', policy })),
    }),
    ...(policies.session && { sessionPolicy: policies.session }),
    ...(resourcePolicy && { resourcePolicy }),
  };
}

function organisation(name: string, policy: RawDocument | undefined): readonly Organisation[] {
  return policy === undefined ? [] : [{ orgIdentifier: 'account', policies: [{ name, policy }] }];
}

function principalText(principal: Pair['request']['principal']): OracleQuestion['request']['principal'] {
  if (principal.type === 'AWS') return principal.arn;
  if (principal.type === 'Federated') return principal.provider;
  if (principal.type === 'Service') return principal.service;
  return { type: 'Anonymous' };
}
