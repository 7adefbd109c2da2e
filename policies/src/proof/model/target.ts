import type { Service } from '../../actions/service-actions.ts';
import type { Deployment } from '../../deployment.ts';
import { parameterArn, parameterKeyArn, tableArn } from '../../names.ts';
import { equal, isIn, not, startsWith } from '../smt/formula.ts';
import { concat, constant, type Text } from '../smt/text.ts';
import type { Unknowns } from '../smt/unknowns.ts';
import { absent, type KeyValue, one, set } from '../translate/symbolic-context.ts';
import { accountGrammar, keyGrammar, partitionGrammar } from './names.ts';

/** Something a request may act on: its resource and the condition keys that go with it. */
export interface Target {
  /** For the reader of a proof: `an item of the tenant's shared partition`. */
  readonly what: string;
  readonly service: Service;
  readonly resource: Text;
  readonly keys: Readonly<Record<string, KeyValue>>;
}

const leadingKeys = 'dynamodb:LeadingKeys';
const encryptionContext = 'kms:EncryptionContext:PARAMETER_ARN';

/**
 * Requests for items of the partition with key `partition`: its key alone, and beside `others` further keys of the solver's
 * choice, as in a batch.
 */
export function itemsOf(
  deployment: Deployment,
  what: string,
  partition: Text,
  unknowns: Unknowns,
  others: number,
): readonly Target[] {
  const resource = constant(tableArn(deployment));
  const beside = Array.from({ length: others }, (_, number) => unknowns.text(`key ${number + 2}`));
  // DynamoDB takes no empty key.
  for (const key of beside) unknowns.assume(not(equal(key, constant(''))));
  return [
    { what, service: 'dynamodb', resource, keys: { [leadingKeys]: set(partition) } },
    {
      what: `${what}, among others`,
      service: 'dynamodb',
      resource,
      keys: { [leadingKeys]: set(partition, ...beside) },
    },
  ];
}

/**
 * Requests that reach items of every tenant: without a leading key, on an index or stream, or on no resource at all. `most` is the
 * number of leading keys that a request needs at most.
 */
export function itemsOfEverybody(deployment: Deployment, unknowns: Unknowns, most = 2): readonly Target[] {
  const table = tableArn(deployment);
  const below = concat(constant(`${table}/`), unknowns.text('below the table'));
  const keys = Array.from({ length: most }, () => unknowns.text('key'));
  const of = (what: string, resource: Text, value: KeyValue): Target => ({
    what,
    service: 'dynamodb',
    resource,
    keys: { [leadingKeys]: value },
  });
  return [
    of('the table, without leading key', constant(table), absent),
    of('the table, with an empty set of leading keys', constant(table), set()),
    of('an index, stream or backup of the table', below, absent),
    of('an index, stream or backup of the table, by key', below, set(...keys.slice(0, 1))),
    of('an index, stream or backup of the table, by keys', below, set(...keys)),
    of('what has no resource', constant('*'), absent),
  ];
}

/** Requests for the parameters below `path`, which begins with a slash and ends without one, and for `path` itself. */
export function parametersOf(deployment: Deployment, what: string, path: Text, unknowns: Unknowns): readonly Target[] {
  const start = constant(parameterArn(deployment, ''));
  const name = parameterName(unknowns);
  const of = (of: string, resource: Text): Target => ({ what: of, service: 'ssm', resource, keys: {} });
  return [
    of(`a parameter ${what}`, concat(start, path, constant('/'), name)),
    of(`the path ${what}`, concat(start, path)),
  ];
}

/** Requests that reach the parameters of every tenant: by an ancestor's path, or without a resource. */
export function parametersOfEverybody(deployment: Deployment): readonly Target[] {
  const of = (what: string, resource: string): Target => ({
    what,
    service: 'ssm',
    resource: constant(resource),
    keys: {},
  });
  return [
    of('the root of all tenants', parameterArn(deployment, `/${deployment.parameterRoot}`)),
    of('the root of all tenants, with a slash', parameterArn(deployment, `/${deployment.parameterRoot}/`)),
    of('the root of all parameters', parameterArn(deployment, '/')),
    of('all parameters', parameterArn(deployment, '')),
    // What DescribeParameters is asked of (Systems Manager user guide; its reference names no resource).
    of('everything of the account', `arn:${deployment.partition}:ssm:${deployment.region}:${deployment.account}:*`),
    of('what has no resource', '*'),
  ];
}

/** Uses of a key for a parameter below `path`: of the parameter key, and of any other, wherever it is. */
export function keyFor(deployment: Deployment, what: string, path: Text, unknowns: Unknowns): readonly Target[] {
  const parameter = concat(constant(parameterArn(deployment, '')), path, constant('/'), parameterName(unknowns));
  const of = (of: string, resource: Text): Target => ({
    what: of,
    service: 'kms',
    resource,
    keys: { [encryptionContext]: one(parameter) },
  });
  return [
    of(`the parameter key, for a parameter ${what}`, constant(parameterKeyArn(deployment))),
    of(`another key, for a parameter ${what}`, anyKey(deployment, unknowns)),
  ];
}

/** Uses of a key for nobody in particular, which then opens everybody's parameters. */
export function keyForEverybody(deployment: Deployment, unknowns: Unknowns): readonly Target[] {
  const of = (what: string, resource: Text): Target => ({
    what,
    service: 'kms',
    resource,
    keys: { [encryptionContext]: absent },
  });
  return [
    of('the parameter key, without encryption context', constant(parameterKeyArn(deployment))),
    of('another key or alias, without encryption context', anyKey(deployment, unknowns)),
    of('what has no resource', constant('*')),
  ];
}

/** Ways out of a session into another one, of any account. */
export function otherSessions({ partition, account }: Deployment, unknowns: Unknowns): readonly Target[] {
  const anyAccount = unknowns.word('another account', accountGrammar);
  const of = (what: string, resource: Text): Target => ({ what, service: 'sts', resource, keys: {} });
  return [
    of('any principal', concat(constant(`arn:${partition}:iam::${account}:`), unknowns.text('principal'))),
    of(
      'any principal of any account',
      concat(constant(`arn:${partition}:iam::`), anyAccount, constant(':'), unknowns.text('principal')),
    ),
    of('anything of STS', concat(constant(`arn:${partition}:sts::`), unknowns.text('of STS'))),
    of('what has no resource', constant('*')),
  ];
}

/**
 * Anything at all of a service, of any account and region, and what has no resource. `most` is the number of leading keys that a
 * request needs at most.
 */
export function anything(
  { partition, region, account }: Deployment,
  service: Service,
  unknowns: Unknowns,
  most = 2,
): readonly Target[] {
  const [place, near] = service === 'sts' ? ['iam::', `${account}:`] : [`${service}:`, `${region}:${account}:`];
  const keys = Array.from({ length: most }, () => unknowns.text('key'));
  for (const key of keys) unknowns.prefer(isIn(key, partitionGrammar));
  const rest = unknowns.text('resource');
  unknowns.prefer(startsWith(rest, constant(near)));
  const resource = concat(constant(`arn:${partition}:${place}`), rest);
  const sets: readonly Readonly<Record<string, KeyValue>>[] =
    service === 'dynamodb'
      ? [absent, set(...keys.slice(0, 1)), set(...keys)].map((value) => ({ [leadingKeys]: value }))
      : [{}];
  return [
    ...sets.map((those) => ({ what: `anything of ${service}`, service, resource, keys: those })),
    {
      what: 'what has no resource',
      service,
      resource: constant('*'),
      keys: service === 'dynamodb' ? { [leadingKeys]: absent } : {},
    },
  ];
}

function anyKey({ partition, region, account }: Deployment, unknowns: Unknowns): Text {
  const rest = unknowns.text('key or alias');
  unknowns.prefer(startsWith(rest, constant(`${region}:${account}:`)));
  return concat(constant(`arn:${partition}:kms:`), rest);
}

function parameterName(unknowns: Unknowns): Text {
  const name = unknowns.text('name');
  unknowns.prefer(isIn(name, keyGrammar));
  return name;
}
