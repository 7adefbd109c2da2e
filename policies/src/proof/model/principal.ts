import type { Deployment } from '../../deployment.ts';
import { principalArn } from '../../names.ts';
import { and, equal, type Formula, isIn, not, or, startsWith } from '../smt/formula.ts';
import { anyText, either, inTurn, type Language, many, range, without, word } from '../smt/language.ts';
import { concat, constant, type Text } from '../smt/text.ts';
import { Unknowns } from '../smt/unknowns.ts';
import { type Caller, isServiceLinked } from '../translate/caller.ts';
import { absent, type KeyValue, one } from '../translate/symbolic-context.ts';

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
/** Of one character or more, as STS wants it. */
const sessionNames = inTurn(range('a', 'z'), many(range('a', 'z')));

/**
 * Any principal of this account whose `aws:PrincipalArn` is none of `spared`: users, roles with and without a path, the root
 * user, federated users. Its tags are not fixed, so it may carry any, `TenantId` included.
 */
export function ownPrincipal({ partition, account }: Deployment, spared: readonly string[]): SymbolicCaller {
  const unknowns = new Unknowns();
  const start = `arn:${partition}:`;
  const others = spared.map((arn) => arn.slice(start.length));
  const all = principalsOf(word(account));
  const [first, ...rest] = others.map(word);
  const rests = unknowns.wordThat(
    'principal',
    first === undefined ? all : without(all, either(first, ...rest)),
    (text) => and(isOf(text, account), ...others.map((one) => not(equal(text, constant(one))))),
  );
  return principal(
    'a principal of the account',
    concat(constant(start), rests),
    constant(account),
    unknowns,
    partition,
  );
}

/** Any principal of any other account. */
export function foreignPrincipal({ partition, account }: Deployment): SymbolicCaller {
  const unknowns = new Unknowns();
  const elsewhere = unknowns.word('another account', without(inTurn(...digits), word(account)));
  // That the ARN is of that very account is not said, which leaves more to prove, not less.
  const rest = unknowns.wordThat('principal', without(anyText, principalsOf(word(account))), (text) =>
    not(isOf(text, account)),
  );
  return principal(
    'a principal of another account',
    concat(constant(`arn:${partition}:`), rest),
    elsewhere,
    unknowns,
    partition,
  );
}

/** One principal of the account, named as a deployment does it: `role/…` or `user/…`. */
export function namedPrincipal(deployment: Deployment, name: string): SymbolicCaller {
  const arn = constant(principalArn(deployment, name));
  return principal(name, arn, constant(deployment.account), new Unknowns(), deployment.partition);
}

/** Those who have no `aws:PrincipalArn`. */
export function callersWithoutArn(): readonly SymbolicCaller[] {
  const without = (what: string, caller: Caller): SymbolicCaller => ({
    what,
    caller,
    keys: { 'aws:PrincipalArn': absent, 'aws:PrincipalAccount': absent, 'aws:PrincipalTag/TenantId': absent },
    unknowns: new Unknowns(),
  });
  return [
    without('an AWS service', { type: 'service', service: 'backup.amazonaws.com' }),
    without('nobody in particular', { type: 'anonymous' }),
  ];
}

/** Everybody there is but for `spared`. */
export function everybodyBut(deployment: Deployment, spared: readonly string[]): readonly SymbolicCaller[] {
  return [ownPrincipal(deployment, spared), foreignPrincipal(deployment), ...callersWithoutArn()];
}

/** The same without the service-linked roles, whom the organisation's policies do not bind. */
export function notServiceLinked(somebody: SymbolicCaller): SymbolicCaller {
  somebody.unknowns.assume(not(isServiceLinked(somebody.caller)));
  return somebody;
}

/** The same of what follows the partition, for the solver. */
function isOf(rest: Text, account: string): Formula {
  return or(...['iam', 'sts'].map((service) => startsWith(rest, constant(`${service}::${account}:`))));
}

/** What follows the partition in the ARNs of an account's principals. */
function principalsOf(account: Language): Language {
  return inTurn(either(word('iam'), word('sts')), word('::'), account, word(':'), anyText);
}

function principal(what: string, arn: Text, account: Text, unknowns: Unknowns, partition: string): SymbolicCaller {
  const sessionName = unknowns.word('session name', sessionNames);
  const start = constant(`arn:${partition}:iam::`);
  unknowns.prefer(startsWith(arn, concat(start, account, constant(':'))), isIn(arn, usualArn(partition)));
  return {
    what,
    caller: { type: 'principal', partition, arn, account, sessionName },
    keys: { 'aws:PrincipalArn': one(arn), 'aws:PrincipalAccount': one(account) },
    unknowns,
  };
}

/** What an example should look like; nothing is assumed of it. */
function usualArn(partition: string): Language {
  const name = inTurn(range('a', 'z'), range('a', 'z'), many(either(range('a', 'z'), word('-'))));
  const rest = either(word('root'), inTurn(either(word('role/'), word('user/')), name));
  return inTurn(word(`arn:${partition}:iam::`), ...digits, word(':'), rest);
}
