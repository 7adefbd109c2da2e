import type { PolicyDocument } from '../policy-document.ts';
import type { DocumentName } from '../policy-set.ts';

/**
 * What a change does to the text, not to the rights: a Deny that is widened refuses more. `inverted` turns a test round,
 * `weakened` takes another operator for the same key and values.
 */
export type MutantKind = 'deleted' | 'inverted' | 'renamed' | 'weakened' | 'widened';

/** A document with one change in it, as a slip of the hand would make. */
export interface Mutant {
  readonly document: DocumentName;
  /** The statement changed, or {@link wholeDocument}. */
  readonly sid: string;
  readonly kind: MutantKind;
  /** What was changed into what. Unique in its statement. */
  readonly description: string;
  readonly mutated: PolicyDocument;
}

/** Stands for the Sid of a change that is in no statement. */
export const wholeDocument = '(document)';

/** How a mutant is told to people, and listed in `mutation/equivalents.json`. */
export function nameOf({ document, sid, description }: Pick<Mutant, 'document' | 'sid' | 'description'>): string {
  return `${document}/${sid}: ${description}`;
}

/** A change of some part of a document: of a text, a list, a statement. */
export interface Change<Part> {
  readonly kind: MutantKind;
  readonly description: string;
  readonly changed: Part;
}
