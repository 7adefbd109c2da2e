import type { DocumentName, PolicySet } from '../../policy-set.ts';
import { documentChanges } from './document-changes.ts';
import type { RenderedSet } from './rendered-set.ts';
import { saysTheSame } from './same-document.ts';

/**
 * Documents whose text differs although no request was found that they decide otherwise, and of which it is not certain
 * that they say the same. The comparison asks much but not everything, so a person must read these. `found` are the
 * documents that a difference is put down to.
 */
export function unexplainedDocuments(
  base: RenderedSet,
  now: PolicySet,
  found: readonly DocumentName[],
): readonly DocumentName[] {
  const { changedDocuments, addedDocuments } = documentChanges(base, now);
  return [...changedDocuments, ...addedDocuments].filter(
    (name) => !found.includes(name) && !saysTheSame(base.set.documents[name], now.documents[name]),
  );
}
