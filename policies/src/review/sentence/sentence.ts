import type { PolicyStatement } from '../../policy-document.ts';
import { actionPhrase } from './action-phrase.ts';
import { conditionPhrases } from './condition-phrase.ts';
import type { Place } from './place.ts';
import { accountsPhrase, type Principals, principalPhrase } from './principal-phrase.ts';
import { resourcePhrase } from './resource-phrase.ts';
import { listedClauses } from './word-list.ts';

type Statement = PolicyStatement & { readonly NotPrincipal?: Principals };

/** A sentence in its parts: what is allowed or denied, and what must hold for it, all of it at once. */
export interface SentenceParts {
  readonly permission: string;
  readonly conditions: readonly string[];
}

/**
 * The statement in one plain sentence, made from the statement alone: every action, resource, principal and condition of
 * it is in there, so nothing that a statement says is left unsaid. Takes any statement that `loadPolicy` takes.
 */
export function sentence(statement: Statement, place: Place): string {
  const { permission, conditions } = sentenceParts(statement, place);
  return `${permission}${conditions.length === 0 ? '' : `, when ${listedClauses(conditions)}`}.`;
}

/** The same, for a reader who is better served with a list of the conditions. */
export function sentenceParts(statement: Statement, place: Place): SentenceParts {
  return { permission: permissionOf(statement, place), conditions: conditionPhrases(statement.Condition ?? {}, place) };
}

function permissionOf(statement: Statement, place: Place): string {
  const { Effect, Principal, NotPrincipal } = statement;
  const what = `${actions(statement)}${about(statement, place)}`;
  if (NotPrincipal !== undefined)
    return `${Effect === 'Allow' ? 'Allows' : 'Denies'} ${what} to everyone except ${principalPhrase(NotPrincipal, place)}`;
  if (Effect === 'Deny')
    return Principal === undefined ? `Denies ${what}` : `Denies ${what} to ${principalPhrase(Principal, place)}`;
  if (Principal === undefined) return `Allows ${what}`;
  // Naming an account only delegates: its own IAM policies must allow the call as well.
  const accounts = accountsPhrase(Principal, place);
  if (accounts !== null) return `Lets IAM policies of ${accounts} allow ${what}`;
  return `Allows ${principalPhrase(Principal, place)} to call ${what}`;
}

function actions({ Action, NotAction }: PolicyStatement): string {
  return NotAction === undefined ? actionPhrase(Action ?? []) : `every action except ${actionPhrase(NotAction)}`;
}

/** A trust policy has no resource: it is about the role that it is attached to. */
function about({ Resource, NotResource }: PolicyStatement, place: Place): string {
  if (Resource !== undefined) return ` on ${resourcePhrase(Resource, false, place)}`;
  return NotResource === undefined ? '' : ` on ${resourcePhrase(NotResource, true, place)}`;
}
