import { actionsAsked } from '../actions/actions-asked.ts';
import type { ServiceAction } from '../actions/service-actions.ts';
import type { PolicySet } from '../policy-set.ts';

/** Stands for the actions of whatever service no document names. */
const anyOther: ServiceAction = {
  name: 'another-service:NotYetPublished',
  service: 'another-service',
  resources: null,
  changes: true,
};

/** What the stand-in for a document that is not there names, which is none of AWS's services. */
const noService = 'none';

/** All that the proof asks of documents of either set, and an action of a service that they do not name. */
export async function comparedActions(base: PolicySet, now: PolicySet): Promise<readonly ServiceAction[]> {
  const all = await actionsAsked([base, now].flatMap(({ documents }) => Object.values(documents)));
  return [...all.filter(({ service }) => service !== noService), anyOther];
}
