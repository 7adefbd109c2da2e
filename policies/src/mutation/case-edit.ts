import type { DocumentEdit } from '../cases/case-documents.ts';
import type { PolicyDocument } from '../policy-document.ts';
import { type DocumentName, type PolicySet, serviceMarker, tenantMarker } from '../policy-set.ts';
import { renderPolicy } from '../render.ts';

/*
 * Cases name a session policy `session`, whichever of the four templates it was filled from, and write its tenant and
 * service into it. Which template it was, and with which names, is read back out of its text.
 */

/** Whether a document of a case is the set's document of that name, and how to put another one in its place. */
export interface Place {
  /** The document as the case would load it with `mutated` deployed; `null` where this document is not concerned. */
  readonly replaced: (name: string, document: PolicyDocument, mutated: PolicyDocument) => PolicyDocument | null;
}

/** Where the cases use this document of the set. */
export function placeOf(set: PolicySet, document: DocumentName): Place {
  const original = renderPolicy(set.documents[document]);
  if (!document.startsWith('session-')) {
    return {
      replaced: (name, used, mutated) => (name === document && renderPolicy(used) === original ? mutated : null),
    };
  }
  const filled = new RegExp(`^${templatePattern(original)}$`);
  return {
    replaced: (name, used, mutated) => {
      const names = name === 'session' || name === document ? filled.exec(renderPolicy(used))?.groups : undefined;
      if (names === undefined) return null;
      const text = renderPolicy(mutated)
        .replaceAll(tenantMarker, names['tenant'] ?? '')
        .replaceAll(serviceMarker, names['service'] ?? '');
      return JSON.parse(text) as PolicyDocument;
    },
  };
}

/** The mutant in the place of its document, everything else as it is. */
export function editFor(place: Place, mutated: PolicyDocument): DocumentEdit {
  return (name, document) => place.replaced(name, document, mutated) ?? document;
}

function templatePattern(template: string): string {
  return named(named(escaped(template), tenantMarker, 'tenant'), serviceMarker, 'service');
}

/** The marker's first place takes any name, the others the same one. */
function named(pattern: string, marker: string, group: string): string {
  const [first = '', ...rest] = pattern.split(marker);
  return rest.length === 0 ? first : `${first}(?<${group}>[A-Za-z0-9_-]+)${rest.join(`\\k<${group}>`)}`;
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
