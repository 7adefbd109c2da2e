import type { DocumentName, PolicySet } from '../../policy-set.ts';
import { renderPolicy } from '../../render.ts';
import type { RenderedSet } from './rendered-set.ts';

/** Which documents differ from a base in their text; what that means is for the solver to say. */
export interface DocumentChanges {
  readonly changedDocuments: readonly DocumentName[];
  /** Those that the base does not have. */
  readonly addedDocuments: readonly DocumentName[];
}

/** Compares as AWS is given them, so white space makes no difference. */
export function documentChanges(base: RenderedSet, now: PolicySet): DocumentChanges {
  const names = Object.keys(now.documents) as readonly DocumentName[];
  const differ = names.filter((name) => renderPolicy(base.set.documents[name]) !== renderPolicy(now.documents[name]));
  return {
    changedDocuments: differ.filter((name) => !base.missing.includes(name)),
    addedDocuments: base.missing,
  };
}
