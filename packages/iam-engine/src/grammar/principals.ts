import { PolicyGrammarError } from '../policy-grammar-error.ts';
import type { PrincipalList } from '../principal-list.ts';
import { type Item, oneOrMore, requireMembers, requireString } from './members.ts';

const account = /^[0-9]{12}$/;
const rootArn = /^arn:aws[a-z-]*:iam::([0-9]{12}):root$/;
const callerArn =
  /^arn:aws[a-z-]*:(?:iam::[0-9]{12}:(?:role|user)\/|sts::[0-9]{12}:(?:assumed-role\/[^/]+\/|federated-user\/))[\x21-\x7e]+$/;
const providerArn = /^arn:aws[a-z-]*:iam::[0-9]{12}:(?:oidc-provider|saml-provider)\/[\x21-\x7e]+$/;
/** Identity providers that AWS knows without a registration (IAM user guide, Principal, OIDC session principals). */
const builtInProviders = [
  'accounts.google.com',
  'cognito-identity.amazonaws.com',
  'graph.facebook.com',
  'www.amazon.com',
];
const service = /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.amazonaws\.com(?:\.cn)?$/;

const rules = {
  AWS: 'must be *, an account, or the ARN of an account root, role, user or session, without wildcards',
  Federated: 'must be the ARN of an OIDC or SAML provider, or a provider built into AWS',
  Service: 'must be a service such as ecs-tasks.amazonaws.com',
};

/** @throws PolicyGrammarError; `CanonicalUser`, which only S3 understands, is refused like any unknown type. */
export function compilePrincipals({ value, path, negated }: Item & { readonly negated: boolean }): PrincipalList {
  const lists = { accounts: new Set<string>(), arns: new Set<string>(), federated: new Set<string>() };
  const services = new Set<string>();
  let everyone = value === '*';
  for (const { name, value: listed, path: at } of everyone ? [] : requireMembers(value, path)) {
    if (name !== 'AWS' && name !== 'Federated' && name !== 'Service') {
      throw new PolicyGrammarError(at, 'must be AWS, Federated or Service');
    }
    for (const item of oneOrMore(listed, at)) {
      const text = requireString(item);
      const root = rootArn.exec(text)?.[1];
      if (name === 'AWS' && text === '*') everyone = true;
      else if (name === 'AWS' && account.test(text)) lists.accounts.add(text);
      else if (name === 'AWS' && root !== undefined) lists.accounts.add(root);
      else if (name === 'AWS' && callerArn.test(text) && !/[*?]/.test(text)) lists.arns.add(text);
      else if (name === 'Federated' && isProvider(text)) lists.federated.add(text);
      else if (name === 'Service' && service.test(text)) services.add(text);
      else throw new PolicyGrammarError(item.path, rules[name]);
    }
  }
  if (everyone && negated) throw new PolicyGrammarError(path, 'may not be *: no one would be left');
  return { everyone, ...lists, services };
}

function isProvider(text: string): boolean {
  return builtInProviders.includes(text) || (providerArn.test(text) && !/[*?]/.test(text));
}
