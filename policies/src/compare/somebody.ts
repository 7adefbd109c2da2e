import type { Deployment } from '../deployment.ts';
import { principalArn, roleArn } from '../names.ts';
import type { PolicyDocument } from '../policy-document.ts';
import type { PolicySet } from '../policy-set.ts';
import { equal, not } from '../proof/smt/formula.ts';
import { concat, constant, type Text } from '../proof/smt/text.ts';
import { Unknowns } from '../proof/smt/unknowns.ts';
import { type WayIn, waysIn } from '../proof/theorems/ways-in.ts';
import type { Caller } from '../proof/translate/caller.ts';
import { absent, type KeyValue, one } from '../proof/translate/symbolic-context.ts';
import { accountsNamed, individualsNamed } from './named-principals.ts';

/** Who calls, and the condition keys that say so. */
interface Described {
  readonly caller: Caller;
  readonly keys: Readonly<Record<string, KeyValue>>;
}

/** Somebody who calls, or asks for a session. */
export interface Somebody {
  /** `a token of login.example.com`. */
  readonly name: string;
  readonly kind: 'token' | 'own' | 'foreign' | 'service' | 'anonymous';
  /** Of the token, if it is one. */
  readonly provider: string | null;
  /** In symbols that are the solver's to choose. */
  as(unknowns: Unknowns): Described;
}

/** Of these only the accounts' own principals have policies of their own. */
export function hasPolicies({ kind }: Pick<Somebody, 'kind'>): boolean {
  return kind === 'own' || kind === 'foreign';
}

/**
 * Everybody of whom the proof speaks, with those apart whom the documents name: roles and users one by one, accounts,
 * token issuers and services. `spared` are left out, being asked for elsewhere.
 */
export function everybody(
  { deployment }: PolicySet,
  documents: readonly PolicyDocument[],
  spared: readonly string[] = [],
): readonly Somebody[] {
  const all: PolicyDocument = { Version: '2012-10-17', Statement: documents.flatMap(({ Statement }) => Statement) };
  const task = roleArn(deployment, deployment.taskRole);
  const tenants = [deployment.readerRole, deployment.writerRole].map((role) => roleArn(deployment, role));
  const own = [deployment.breakGlass, deployment.deployer].map((name) => principalArn(deployment, name));
  const known = [...new Set([...individualsNamed(documents), ...own, ...tenants])].filter((arn) => arn !== task);
  const individuals = known.filter((arn) => !spared.includes(arn)).map((arn) => individual(arn, deployment));
  const accounts = accountsNamed(documents).filter((account) => account !== deployment.account);
  const others = waysIn(deployment, all).map((way, number): Somebody => {
    const made = (unknowns: Unknowns): WayIn => {
      let count = 0;
      // Of all these only this one goes into the question.
      const into = (): Unknowns => (count++ === number ? unknowns : new Unknowns());
      return waysIn(deployment, all, into)[number] ?? way;
    };
    return {
      ...nameOf(way, deployment),
      as: (unknowns) => apart(made(unknowns), [...known, ...spared], accounts, unknowns),
    };
  });
  const strangers = accounts.map((account) => anyOf(account, deployment, known));
  return [...individuals, ...strangers, ...others];
}

export function namesOf(callers: readonly Somebody[]): readonly string[] {
  return callers.map(({ name }) => name);
}

/** One principal by its ARN. A role acts in a session. */
export function individual(arn: string, deployment: Deployment, name = individualName(arn, deployment)): Somebody {
  const account = arn.split(':')[4] ?? '';
  const caller: Caller = arn.includes(':role/')
    ? { type: 'session', role: arn, account, sessionName: constant('somebody') }
    : { type: 'user', arn, account };
  const keys = principalKeys(constant(arn), constant(account));
  const kind = account === deployment.account ? 'own' : 'foreign';
  return { name, kind, provider: null, as: () => ({ caller, keys }) };
}

function individualName(arn: string, { account }: Deployment): string {
  const [, , , , of = '', resource = ''] = arn.split(':');
  const [, what = '', name = ''] = /^(role|user)\/(.*)$/.exec(resource) ?? [];
  return `the ${what} ${name}${of === account ? '' : ` of the account ${of}`}`;
}

/** Anybody of an account that the documents name, but for those whom they name themselves. */
function anyOf(account: string, { partition }: Deployment, known: readonly string[]): Somebody {
  const start = `arn:${partition}:iam::${account}:`;
  return {
    name: `a principal of the account ${account}`,
    kind: 'foreign',
    provider: null,
    as: (unknowns) => {
      const arn = concat(constant(start), unknowns.text('principal'));
      const sessionName = unknowns.text('session name');
      unknowns.assume(...known.map((one) => not(equal(arn, constant(one)))));
      unknowns.prefer(equal(arn, constant(`${start}role/somebody`)), equal(sessionName, constant('somebody')));
      const caller: Caller = { type: 'principal', arn, account: constant(account), sessionName };
      return { caller, keys: principalKeys(arn, constant(account)) };
    },
  };
}

/** Whoever is left when those that have a name of their own are taken away. */
function apart(
  { caller, keys }: WayIn,
  known: readonly string[],
  accounts: readonly string[],
  unknowns: Unknowns,
): Described {
  if (caller.type === 'principal') {
    const { arn, account } = caller;
    unknowns.assume(
      ...known.map((one) => not(equal(arn, constant(one)))),
      ...accounts.map((one) => not(equal(account, constant(one)))),
    );
    return { caller, keys };
  }
  if (caller.type === 'session') {
    const named: Caller = { ...caller, sessionName: constant('somebody') };
    return { caller: named, keys: principalKeys(constant(caller.role), constant(caller.account)) };
  }
  return { caller, keys: { ...noPrincipal, ...keys } };
}

function principalKeys(arn: Text, account: Text): Described['keys'] {
  return { 'aws:PrincipalArn': one(arn), 'aws:PrincipalAccount': one(account) };
}

/**
 * Whoever has no `aws:PrincipalArn` has no account and no tags either (IAM user guide, global condition keys). Left open,
 * an AWS service could call itself break-glass.
 */
const noPrincipal: Described['keys'] = {
  'aws:PrincipalArn': absent,
  'aws:PrincipalAccount': absent,
  'aws:PrincipalTag/TenantId': absent,
};

function nameOf({ name, caller }: WayIn, { account }: Deployment): Omit<Somebody, 'as'> {
  switch (caller.type) {
    case 'federated': {
      const provider = caller.provider.split(':oidc-provider/')[1] ?? null;
      const isStranger = provider === 'unknown.example.com';
      const token = isStranger
        ? 'a token of an issuer that is not registered'
        : `a token of ${provider ?? caller.provider}`;
      return { name: token, kind: 'token', provider };
    }
    case 'service':
      return { name: name.replace(/^the AWS service /, 'the service '), kind: 'service', provider: null };
    case 'anonymous':
      return { name: 'an anonymous caller', kind: 'anonymous', provider: null };
    case 'session':
    case 'user':
      return { name, kind: 'own', provider: null };
    case 'principal': {
      const isOwn = caller.account.some((part) => 'constant' in part && part.constant === account);
      const other = isOwn ? name.replace(/^a principal/, 'another principal') : name;
      return { name: other, kind: isOwn ? 'own' : 'foreign', provider: null };
    }
  }
}
