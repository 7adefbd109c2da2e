import type { Deployment } from '../../deployment.ts';
import { principalArn } from '../../names.ts';
import type { PolicyDocument } from '../../policy-document.ts';
import { and, equal, type Formula, not, or, startsWith } from '../smt/formula.ts';
import { anyText, either, inTurn, range, without, word } from '../smt/language.ts';
import { concat, constant, type Text } from '../smt/text.ts';
import { Unknowns } from '../smt/unknowns.ts';
import { type Caller, isServiceLinked } from '../translate/caller.ts';
import { absent, type KeyValue, one } from '../translate/symbolic-context.ts';
import { principalsNamed } from './principals-named.ts';

/** Somebody in symbols, who need not be a tenant's session, and the condition keys that say who it is. */
export interface SymbolicCaller {
  /** For the reader of a proof: `any principal of the account`. */
  readonly what: string;
  readonly caller: Caller;
  readonly keys: Readonly<Record<string, KeyValue>>;
  /** What was assumed of it. */
  readonly unknowns: Unknowns;
}

const digits = Array.from({ length: 12 }, () => range('0', '9'));
/** By the service in their ARNs: IAM's own, and the federated users that STS makes. */
const kinds = [
  { service: 'iam', what: 'a principal' },
  { service: 'sts', what: 'a federated user' },
] as const;
/** Makes the unknowns in which somebody is described: new ones unless a question brings its own, once for each of them. */
export type Fresh = () => Unknowns;
const fresh: Fresh = () => new Unknowns();

/** Stands for the services that no policy names. */
const anyService = 'backup.amazonaws.com';

/** For examples. */
const elsewhereForExample = '999988887777';

/**
 * Any principal of this account whose `aws:PrincipalArn` is none of `spared`: users, roles with and without a path and the root
 * user, and, apart because solvers are quicker so, federated users. Its tags are not fixed, so it may carry any, `TenantId`
 * included.
 */
export function ownPrincipals(
  deployment: Deployment,
  spared: readonly string[],
  into: Fresh = fresh,
): readonly SymbolicCaller[] {
  const { partition, account } = deployment;
  return kinds.map(({ service, what }) => {
    const unknowns = into();
    const start = `arn:${partition}:${service}::${account}:`;
    const others = spared.filter((arn) => arn.startsWith(start)).map((arn) => arn.slice(start.length));
    const [first, ...more] = others.map(word);
    const rest = unknowns.wordThat(
      'principal',
      first === undefined ? anyText : without(anyText, either(first, ...more)),
      (text) => and(...others.map((one) => not(equal(text, constant(one))))),
    );
    const arn = concat(constant(start), rest);
    if (service === 'iam') unknowns.prefer(isBelievable(arn, deployment, account));
    return principal(`${what} of the account`, arn, constant(account), unknowns);
  });
}

/** Any principal of any other account. */
function foreignPrincipals(deployment: Deployment, into: Fresh): readonly SymbolicCaller[] {
  const { partition, account } = deployment;
  return kinds.map(({ service, what }) => {
    const unknowns = into();
    const elsewhere = unknowns.word('another account', without(inTurn(...digits), word(account)));
    // That the ARN is of that very account is not said, which leaves more to prove, not less.
    const here = `${account}:`;
    const rest = unknowns.wordThat('principal', without(anyText, inTurn(word(here), anyText)), (text) =>
      not(startsWith(text, constant(here))),
    );
    const arn = concat(constant(`arn:${partition}:${service}::`), rest);
    unknowns.prefer(equal(elsewhere, constant(elsewhereForExample)));
    if (service === 'iam') unknowns.prefer(isBelievable(arn, deployment, elsewhereForExample));
    return principal(`${what} of another account`, arn, elsewhere, unknowns);
  });
}

/** One principal of the account, named as a deployment does it: `role/…` or `user/…`. */
export function namedPrincipal(deployment: Deployment, name: string): SymbolicCaller {
  const arn = constant(principalArn(deployment, name));
  return principal(name, arn, constant(deployment.account), new Unknowns());
}

/** Those who have no `aws:PrincipalArn`. */
function callersWithoutArn(into: Fresh): readonly SymbolicCaller[] {
  return [
    withoutArn('an AWS service', { type: 'service', service: anyService }, into),
    withoutArn('nobody in particular', { type: 'anonymous' }, into),
  ];
}

/** AWS services that policies name. */
export function servicesNamed(documents: readonly PolicyDocument[], into: Fresh = fresh): readonly SymbolicCaller[] {
  return principalsNamed(documents, 'Service')
    .filter((service) => service !== anyService)
    .map((service) => withoutArn(`the AWS service ${service}`, { type: 'service', service }, into));
}

function withoutArn(what: string, caller: Caller, into: Fresh): SymbolicCaller {
  const keys = { 'aws:PrincipalArn': absent, 'aws:PrincipalAccount': absent, 'aws:PrincipalTag/TenantId': absent };
  return { what, caller, keys, unknowns: into() };
}

/** Everybody there is but for `spared`, with those apart whom `documents` name: services, and holders of tokens. */
export function everybodyBut(
  deployment: Deployment,
  spared: readonly string[],
  documents: readonly PolicyDocument[],
  into: Fresh = fresh,
): readonly SymbolicCaller[] {
  return [
    ...ownPrincipals(deployment, spared, into),
    ...foreignPrincipals(deployment, into),
    ...callersWithoutArn(into),
    ...servicesNamed(documents, into),
    ...principalsNamed(documents, 'Federated').map((provider) =>
      withoutArn(`a token of ${provider}`, { type: 'federated', provider }, into),
    ),
  ];
}

/** The same without the service-linked roles, whom the organisation's policies do not bind. */
export function notServiceLinked(somebody: SymbolicCaller): SymbolicCaller {
  somebody.unknowns.assume(not(isServiceLinked(somebody.caller)));
  return somebody;
}

function principal(what: string, arn: Text, account: Text, unknowns: Unknowns): SymbolicCaller {
  const sessionName = unknowns.text('session name');
  unknowns.prefer(equal(sessionName, constant('somebody')));
  return {
    what,
    caller: { type: 'principal', arn, account, sessionName },
    keys: { 'aws:PrincipalArn': one(arn), 'aws:PrincipalAccount': one(account) },
    unknowns,
  };
}

/** A stranger, or one whose name is that of a principal of the deployment. */
function isBelievable(arn: Text, deployment: Deployment, account: string): Formula {
  const { readerRole, writerRole, taskRole, breakGlass, deployer, revoker } = deployment;
  const roles = [
    'administrator',
    readerRole,
    `${readerRole}-2`,
    writerRole,
    `${writerRole}-2`,
    taskRole,
    `${taskRole}-2`,
  ];
  const names = [...roles.map((role) => `role/${role}`), breakGlass, deployer, revoker];
  return or(...names.map((name) => equal(arn, constant(principalArn({ ...deployment, account }, name)))));
}
