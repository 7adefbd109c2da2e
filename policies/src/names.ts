import type { Deployment } from './deployment.ts';
import { PolicyError } from './policy-error.ts';

/*
 * How a tenant's data is named in AWS. Identifiers reach these functions already parsed by `@leasehold/domain`; they are
 * checked again here because this is where a hostile one would turn into someone else's name.
 */

const tenantGrammar = /^[A-Za-z0-9][A-Za-z0-9_-]{1,62}$/;
const serviceGrammar = /^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/;
const nameGrammar = /^(?!\.{1,2}$)[A-Za-z0-9_.-]{1,128}$/;

/** An identifier outside its grammar was about to become part of an AWS name. Carries no part of it. */
export class NameGrammarError extends PolicyError {
  readonly code = 'name-grammar';
  readonly what: 'tenant' | 'service' | 'name';

  constructor(what: 'tenant' | 'service' | 'name') {
    super(`refusing to build an AWS name: the ${what} is outside its grammar`);
    this.what = what;
  }
}

function checked(what: 'tenant' | 'service' | 'name', grammar: RegExp, text: string): string {
  if (!grammar.test(text)) throw new NameGrammarError(what);
  return text;
}

/** The tenant, once it is known to be safe inside a policy, a path or a key. @throws NameGrammarError */
export function safeTenant(tenant: string): string {
  return checked('tenant', tenantGrammar, tenant);
}

/** The service, once it is known to be safe inside a policy, a path or a key. @throws NameGrammarError */
export function safeService(service: string): string {
  return checked('service', serviceGrammar, service);
}

/** DynamoDB partition key: `TENANT#acme` for shared configuration, `TENANT#acme|SERVICE#orders` for a service's. */
export function leadingKey(tenant: string, service: string | null): string {
  const own = `TENANT#${safeTenant(tenant)}`;
  return service === null ? own : `${own}|SERVICE#${safeService(service)}`;
}

/** Sort key prefixes of the item kinds in a tenant's partition. */
export const sortKeyPrefix = { config: 'CONFIG#', history: 'HISTORY#', parameter: 'PARAMETER#' } as const;

/** Sort key of a key's current item. */
export function configSortKey(name: string): string {
  return sortKeyPrefix.config + checked('name', nameGrammar, name);
}

/** Sort key of one past version; the version is padded so that text order is version order. */
export function historySortKey(name: string, version: number): string {
  return `${sortKeyPrefix.history}${checked('name', nameGrammar, name)}#${String(version).padStart(12, '0')}`;
}

/** Sort key of what Parameter Store cannot hold of a parameter: author, content type, version base, write lock. */
export function parameterSortKey(name: string): string {
  return sortKeyPrefix.parameter + checked('name', nameGrammar, name);
}

/** `/config-service/acme/orders`: the path a listing asks for, without a slash at the end. */
export function servicePath(root: string, tenant: string, service: string): string {
  return `/${root}/${safeTenant(tenant)}/${safeService(service)}`;
}

/** `/config-service/acme/orders/db-password`. */
export function parameterPath(root: string, tenant: string, service: string, name: string): string {
  return `${servicePath(root, tenant, service)}/${checked('name', nameGrammar, name)}`;
}

export function roleArn(deployment: Deployment, role: string): string {
  return principalArn(deployment, `role/${role}`);
}

/** `principal` is the part after the account: `user/leasehold-operator`. */
export function principalArn(deployment: Deployment, principal: string): string {
  return `arn:${deployment.partition}:iam::${deployment.account}:${principal}`;
}

/** The managed policy that is the permission boundary of both tenant roles. */
export function boundaryArn(deployment: Deployment): string {
  return `arn:${deployment.partition}:iam::${deployment.account}:policy/${deployment.boundaryPolicy}`;
}

export function revocationsArn(deployment: Deployment): string {
  return `arn:${deployment.partition}:iam::${deployment.account}:policy/${deployment.revocationsPolicy}`;
}

export function tableArn(deployment: Deployment): string {
  return `arn:${deployment.partition}:dynamodb:${deployment.region}:${deployment.account}:table/${deployment.table}`;
}

/** Every index of the table. */
export function indexArns(deployment: Deployment): string {
  return `${tableArn(deployment)}/index/*`;
}

/** Each time a stream is switched on it is a new one, named by the moment. */
export function streamArns(deployment: Deployment): string {
  return `${tableArn(deployment)}/stream/*`;
}

/** `path` begins with a slash, so there is exactly one after `parameter`. */
export function parameterArn(deployment: Deployment, path: string): string {
  return `arn:${deployment.partition}:ssm:${deployment.region}:${deployment.account}:parameter${path}`;
}

export function parameterKeyArn(deployment: Deployment): string {
  return `arn:${deployment.partition}:kms:${deployment.region}:${deployment.account}:key/${deployment.parameterKeyId}`;
}

/** The function that runs as the notifier, whichever version of it. */
export function notifierArn({ partition, region, account, notifierFunction }: Deployment): string {
  return `arn:${partition}:lambda:${region}:${account}:function:${notifierFunction}`;
}

/** The queue that takes what the notifier could not tell. */
export function failureQueueArn({ partition, region, account, failureQueue }: Deployment): string {
  return `arn:${partition}:sqs:${region}:${account}:${failureQueue}`;
}

export function oidcProviderArn(deployment: Deployment, provider: string): string {
  return `arn:${deployment.partition}:iam::${deployment.account}:oidc-provider/${provider}`;
}
