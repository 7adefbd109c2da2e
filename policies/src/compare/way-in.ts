import type { Deployment } from '../deployment.ts';
import { oidcProviderArn, roleArn } from '../names.ts';
import type { PolicyDocument } from '../policy-document.ts';
import type { PolicySet } from '../policy-set.ts';
import { constant } from '../proof/smt/text.ts';
import type { Caller } from '../proof/translate/caller.ts';
import { asList } from '../proof/translate/statement.ts';

/** Somebody who may ask for a session, or for anything else that a resource's policy decides. */
export interface WayIn {
  /** `a token of login.example.com`. */
  readonly name: string;
  readonly caller: Caller;
  /** Of the token, if it is one. */
  readonly provider: string | null;
}

/** Everybody who could ask for a session: whom either set's trust policies name, and one of each kind whom they do not. */
export function waysIn(base: PolicySet, now: PolicySet): readonly WayIn[] {
  const { deployment } = now;
  const trusts = [base, now].flatMap(({ documents }) => [
    documents['tenant-reader-trust'],
    documents['tenant-writer-trust'],
  ]);
  const ways = [
    ...[...base.deployment.issuers, ...deployment.issuers].map(({ provider }) => tokenOf(deployment, provider)),
    { ...tokenOf(deployment, 'unknown.example.com'), name: 'a token of an issuer that is not registered' },
    roleOf('the task role', roleArn(deployment, deployment.taskRole)),
    roleOf('another role of the account', roleArn(deployment, 'administrator')),
    roleOf('a session of tenant-reader', roleArn(deployment, deployment.readerRole)),
    roleOf('a session of tenant-writer', roleArn(deployment, deployment.writerRole)),
    roleOf('a role of another account', `arn:${deployment.partition}:iam::999999999999:role/visitor`),
    ...trusts.flatMap(namedCallers),
    { name: 'an AWS service', caller: { type: 'service', service: 'lambda.amazonaws.com' }, provider: null },
    { name: 'an anonymous caller', caller: { type: 'anonymous' }, provider: null },
  ] satisfies readonly WayIn[];
  return [...Map.groupBy(ways, ({ caller }) => JSON.stringify(caller)).values()].flatMap(([first]) => first ?? []);
}

/** Whoever the principals of the document name one by one; accounts and everyone are not among them. */
export function namedCallers({ Statement }: PolicyDocument): readonly WayIn[] {
  return Statement.flatMap(({ Principal }) => {
    if (Principal === undefined || Principal === '*') return [];
    return Object.entries(Principal).flatMap(([type, names]) => asList(names).flatMap((name) => named(type, name)));
  });
}

function named(type: string, name: string): readonly WayIn[] {
  const [, , , account = '', resource = ''] = /^(arn):([^:]+):iam::(\d+):(.+)$/.exec(name) ?? [];
  if (type === 'Service') {
    return [{ name: `the service ${name}`, caller: { type: 'service', service: name }, provider: null }];
  }
  if (type === 'Federated') {
    const provider = name.split(':oidc-provider/')[1] ?? null;
    return [{ name: `a token of ${provider ?? name}`, caller: { type: 'federated', provider: name }, provider }];
  }
  if (resource.startsWith('role/')) return [roleOf(`the role ${resource.slice('role/'.length)}`, name)];
  if (resource.startsWith('user/')) {
    const user = { type: 'user', arn: name, account } as const;
    return [{ name: `the user ${resource.slice('user/'.length)}`, caller: user, provider: null }];
  }
  return [];
}

function tokenOf(deployment: Deployment, provider: string): WayIn {
  const caller = { type: 'federated', provider: oidcProviderArn(deployment, provider) } as const;
  return { name: `a token of ${provider}`, caller, provider };
}

export function roleOf(name: string, role: string): WayIn {
  const account = role.split(':')[4] ?? '';
  return { name, caller: { type: 'session', role, account, sessionName: constant('somebody') }, provider: null };
}
