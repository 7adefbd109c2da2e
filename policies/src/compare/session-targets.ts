import type { Service } from '../actions/service-actions.ts';
import type { Deployment } from '../deployment.ts';
import { parameterArn, parameterKeyArn, tableArn } from '../names.ts';
import { keyGrammar, nameCharacter, partitionGrammar, serviceGrammar, tenantGrammar } from '../proof/model/names.ts';
import { itemsOfEverybody, otherSessions, parametersOfEverybody, type Target } from '../proof/model/target.ts';
import { equal, isIn, not } from '../proof/smt/formula.ts';
import { anyText, either, inTurn, type Language, word } from '../proof/smt/language.ts';
import { concat, constant, type Text } from '../proof/smt/text.ts';
import type { Unknowns } from '../proof/smt/unknowns.ts';
import { absent, type KeyValue, one, set } from '../proof/translate/symbolic-context.ts';

const leadingKeys = 'dynamodb:LeadingKeys';
const encryptionContext = 'kms:EncryptionContext:PARAMETER_ARN';

/** The one item partition with this key. */
export function itemOf(deployment: Deployment, what: string, tenant: Text, service: Text | null): Target {
  const shared = concat(constant('TENANT#'), tenant);
  const key = service === null ? shared : concat(shared, constant('|SERVICE#'), service);
  return item(deployment, what, key);
}

/** A parameter below the path, the path itself, and the uses of a key for a parameter below it. */
export function belowPath(deployment: Deployment, whose: string, path: Text, unknowns: Unknowns): readonly Target[] {
  const start = constant(parameterArn(deployment, `/${deployment.parameterRoot}/`));
  const name = unknowns.text('name');
  unknowns.prefer(isIn(name, keyGrammar));
  const parameter = concat(start, path, constant('/'), name);
  return [
    { what: `a parameter of ${whose}`, service: 'ssm', resource: parameter, keys: {} },
    { what: `the path of ${whose}`, service: 'ssm', resource: concat(start, path), keys: {} },
    ...keyUses(deployment, `for a parameter of ${whose}`, one(parameter), unknowns),
  ];
}

/** What bears no tenant's name, as this project writes names: beginning otherwise, or with something behind that is none. */
export function nobodys(deployment: Deployment, unknowns: Unknowns): readonly Target[] {
  const root = `/${deployment.parameterRoot}`;
  const ancestors = either(word(''), word('/'), word(root));
  const noTenant = allBut(either(word(''), inTurn(tenantGrammar, anyText)));
  const noKey = unknowns.word('key', allBut(either(word(''), inTurn(word('TENANT#'), anyText))));
  const noPath = unknowns.word('path', allBut(either(ancestors, inTurn(word(`${root}/`), anyText))));
  return [
    item(deployment, 'an item whose key is of no tenant', noKey),
    item(deployment, 'an item whose key is of no tenant', concat(constant('TENANT#'), unknowns.word('none', noTenant))),
    ...parameterAt(deployment, 'of no tenant', noPath, unknowns),
    ...parameterAt(deployment, 'of no tenant', concat(constant(`${root}/`), unknowns.word('none', noTenant)), unknowns),
  ];
}

/** What is not one item or parameter but all of them. */
export function everybodys(deployment: Deployment, unknowns: Unknowns): readonly Target[] {
  return [
    ...itemsOfEverybody(deployment, unknowns).map((target) => ({ ...target, what: plain(target.what) })),
    ...parametersOfEverybody(deployment),
    ...keyUses(deployment, 'without encryption context', absent, unknowns),
    ...otherSessions(deployment, unknowns),
  ];
}

/** An item or parameter whose name begins with a tenant's and goes on as none of this project does. */
export function behindName(deployment: Deployment, whose: string, tenant: Text, unknowns: Unknowns): readonly Target[] {
  const longer = inTurn(nameCharacter, anyText);
  const behind = (next: string): Text =>
    unknowns.word('behind', allBut(either(word(''), longer, inTurn(word(next), anyText))));
  const key = concat(constant('TENANT#'), tenant, behind('|SERVICE#'));
  const path = concat(constant(`/${deployment.parameterRoot}/`), tenant, behind('/'));
  return [
    item(deployment, `an item behind ${whose} key, of no service`, key),
    ...parameterAt(deployment, `beside ${whose} path`, path, unknowns),
  ];
}

function parameterAt(deployment: Deployment, where: string, path: Text, unknowns: Unknowns): readonly Target[] {
  const resource = concat(constant(parameterArn(deployment, '')), path);
  return [
    { what: `a parameter ${where}`, service: 'ssm', resource, keys: {} },
    ...keyUses(deployment, `for a parameter ${where}`, one(resource), unknowns),
  ];
}

/** What lies below the tenant's path and begins with no service's name. */
export function outsideServices(deployment: Deployment, tenant: Text, unknowns: Unknowns): readonly Target[] {
  const start = concat(constant(parameterArn(deployment, `/${deployment.parameterRoot}/`)), tenant);
  const rest = unknowns.word('rest', allBut(inTurn(serviceGrammar, anyText)));
  const of = (what: string, resource: Text): Target => ({ what, service: 'ssm', resource, keys: {} });
  return [
    of('the path of its whole tenant', start),
    of('a parameter of its tenant outside of every service', concat(start, constant('/'), rest)),
  ];
}

/** What begins with a service's path, `<tenant>/<service>`, and goes on as none of this project does. */
export function besidePath(deployment: Deployment, whose: string, path: Text, unknowns: Unknowns): readonly Target[] {
  const behind = unknowns.word('behind', allBut(either(word(''), inTurn(either(nameCharacter, word('/')), anyText))));
  const whole = concat(constant(`/${deployment.parameterRoot}/`), path, behind);
  return parameterAt(deployment, `beside the path of ${whose}`, whole, unknowns);
}

/** Several items at once, as in a batch; `each` is the same with one of them alone. */
export function severalItems(
  deployment: Deployment,
  count: number,
  unknowns: Unknowns,
): { readonly all: Target; readonly each: readonly Target[] } {
  const keys = Array.from({ length: count }, (_, number) => unknowns.text(`key ${number + 1}`));
  for (const key of keys) {
    unknowns.assume(not(equal(key, constant(''))));
    unknowns.prefer(isIn(key, partitionGrammar));
  }
  return {
    all: { ...item(deployment, 'several items at once', []), keys: { [leadingKeys]: set(...keys) } },
    each: keys.map((key) => item(deployment, 'one item', key)),
  };
}

/**
 * The same of the session's own tenant alone, shared configuration among it or not. Solvers are lost with keys of which
 * they know nothing, and quick with these.
 */
export function severalOwnItems(
  deployment: Deployment,
  count: number,
  tenant: Text,
  unknowns: Unknowns,
): readonly { readonly all: Target; readonly each: readonly Target[] }[] {
  const shared = concat(constant('TENANT#'), tenant);
  const services = Array.from({ length: count }, (_, number) =>
    concat(shared, constant('|SERVICE#'), unknowns.text(`service ${number + 1}`)),
  );
  return [services, [shared, ...services.slice(1)]].map((keys) => ({
    all: { ...item(deployment, 'several items at once', []), keys: { [leadingKeys]: set(...keys) } },
    each: keys.map((key) => item(deployment, 'one item', key)),
  }));
}

/** How a request comes to have no leading key is for the solver, not for the reader. */
function plain(what: string): string {
  return what.replace(', with an empty set of leading keys', ', without leading key').replace(/, by keys?$/, '');
}

function item(deployment: Deployment, what: string, key: Text): Target {
  return { what, service: 'dynamodb', resource: constant(tableArn(deployment)), keys: { [leadingKeys]: set(key) } };
}

function keyUses(deployment: Deployment, what: string, context: KeyValue, unknowns: Unknowns): readonly Target[] {
  const { partition, region, account } = deployment;
  const own = parameterKeyArn(deployment);
  const start = `arn:${partition}:kms:${region}:${account}:`;
  const another = unknowns.word('key or alias', allBut(word(own.slice(start.length))));
  const service: Service = 'kms';
  const keys = { [encryptionContext]: context };
  return [
    { what: `the parameter key, ${what}`, service, resource: constant(own), keys },
    { what: `another key, ${what}`, service, resource: concat(constant(start), another), keys },
  ];
}

/** Every text that is no word of the language. Solvers are quick with this and lost with "not a word of". */
function allBut(language: Language): Language {
  return { term: `(re.comp ${language.term})`, source: `(?!(?:${language.source})$).*` };
}
