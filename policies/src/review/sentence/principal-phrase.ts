import type { OneOrMore } from '../../policy-document.ts';
import { arnPhrase } from './arn-phrase.ts';
import type { Place } from './place.ts';
import { listed } from './word-list.ts';

export type Principals = '*' | Readonly<Record<string, OneOrMore>>;

/** Whom the statement is about: `everyone`, `tokens of login.example.com`, `role leasehold-service`. */
export function principalPhrase(principals: Principals, place: Place): string {
  if (principals === '*') return 'everyone';
  const phrases = Object.entries(principals).flatMap(([type, names]) =>
    [names].flat().map((name) => onePhrase(type, name, place)),
  );
  return listed(phrases, 'and');
}

/** The accounts, when nothing but whole accounts is named; otherwise `null`. */
export function accountsPhrase(principals: Principals, place: Place): string | null {
  if (principals === '*' || Object.keys(principals).some((type) => type !== 'AWS')) return null;
  const accounts = [principals['AWS'] ?? []].flat().map(accountOf);
  if (accounts.some((account) => account === null)) return null;
  return listed(
    accounts.map((account) => accountPhrase(account ?? '', place)),
    'and',
  );
}

function onePhrase(type: string, name: string, place: Place): string {
  switch (type) {
    case 'AWS': {
      const account = accountOf(name);
      if (account !== null) return `everyone in ${accountPhrase(account, place)}`;
      return name === '*' ? 'everyone' : (arnPhrase(name, place)?.text ?? name);
    }
    case 'Federated': {
      const provider = name.split(':oidc-provider/')[1];
      return provider === undefined ? `identities of ${name}` : `tokens of ${provider}`;
    }
    case 'Service':
      return `the AWS service ${name}`;
    default:
      return `${type} ${name}`;
  }
}

function accountOf(name: string): string | null {
  return /^\d{12}$/.test(name) ? name : (/^arn:[^:]*:iam::(\d{12}):root$/.exec(name)?.[1] ?? null);
}

function accountPhrase(account: string, place: Place): string {
  return account === place.deployment.account ? 'this account' : `account ${account}`;
}
