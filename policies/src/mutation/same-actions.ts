import type { PolicyStatement } from '../policy-document.ts';
import type { PolicySet } from '../policy-set.ts';
import { actionPattern } from '../proof/translate/wildcard.ts';
import { globsMeet } from './globs-meet.ts';
import { entriesOf } from './list-changes.ts';
import type { Mutant } from './mutant.ts';
import { anything, type PublishedAction, publishedActions } from './published-actions.ts';

/**
 * Whether a mutant differs in its actions alone, and these stand for the same ones of AWS wherever the statement applies:
 * `dynamodb:GetIte?` is `dynamodb:GetItem` as long as there is no other action of that form, and `iam:Attach*` on a role is
 * `iam:AttachRolePolicy`, since the others are asked of users and groups.
 */
export async function sameActionsTest(
  sets: readonly PolicySet[],
): Promise<(set: PolicySet, mutant: Mutant) => boolean> {
  const actions = await publishedActions(sets);
  return (set, { document, mutated }) => {
    const original = set.documents[document];
    if (original.Version !== mutated.Version || original.Statement.length !== mutated.Statement.length) return false;
    return original.Statement.every((statement, index) => {
      const other = mutated.Statement[index];
      if (other === undefined || allButActions(statement) !== allButActions(other)) return false;
      if (actionsOf(statement) === actionsOf(other)) return true;
      const [one, two] = [actionTest(statement), actionTest(other)];
      return actions.every((action) => one(action.name) === two(action.name) || !isAskedOf(action, statement));
    });
  };
}

/** Most statements of a mutant are as they were. */
function actionsOf({ Action, NotAction }: PolicyStatement): string {
  return JSON.stringify([Action, NotAction]);
}

function actionTest({ Action, NotAction }: PolicyStatement): (action: string) => boolean {
  const patterns = (Action ?? NotAction ?? []).map(actionPattern);
  return (action) => patterns.some((covers) => covers(action)) === (NotAction === undefined);
}

/** A trust policy's statements name no resource and are about a role. */
function isAskedOf({ resources }: PublishedAction, { Resource, NotResource, Principal }: PolicyStatement): boolean {
  if (NotResource !== undefined || resources.includes(anything)) return true;
  return entriesOf(Resource ?? (Principal === undefined ? '*' : anyRole)).some((entry) => {
    const pattern = entry.replace(/\$\{[^}]*\}|<[a-z]+>/g, '*').replaceAll('?', '*');
    return pattern === '*' || resources.some((one) => one !== '*' && globsMeet(one, pattern));
  });
}

const anyRole = 'arn:*:iam::*:role/*';

function allButActions({ Action, NotAction, ...rest }: PolicyStatement): string {
  return JSON.stringify([Action === undefined, NotAction === undefined, rest]);
}
