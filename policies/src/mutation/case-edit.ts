import type { DocumentEdit } from '../cases/case-documents.ts';
import type { PolicyDocument } from '../policy-document.ts';
import { type DocumentName, type PolicySet, serviceMarker, tenantMarker } from '../policy-set.ts';
import { renderPolicy } from '../render.ts';

/*
 * Cases name a session policy `session`, whichever of the four templates it was filled from, and write its tenant and
 * service into it. Which template it was, and with which names, is read back out of its text.
 */

/** Where the cases use one document of a set. */
export interface Place {
  /** What is written in the template's markers, nothing for other documents; `null` where the document is another one. */
  readonly namesIn: (name: string, document: PolicyDocument) => Readonly<Record<string, string>> | null;
}

/** Where the cases use this document of the set. Remembers each object it is shown. */
export function placeOf(set: PolicySet, document: DocumentName): Place {
  const original = renderPolicy(set.documents[document]);
  const isSession = document.startsWith('session-');
  const pattern = new RegExp(`^${isSession ? templatePattern(original) : escaped(original)}$`);
  const known = new WeakMap<PolicyDocument, Readonly<Record<string, string>> | null>();
  return {
    namesIn: (name, used) => {
      if (name !== document && !(isSession && name === 'session')) return null;
      const remembered = known.get(used);
      if (remembered !== undefined) return remembered;
      const match = pattern.exec(renderPolicy(used));
      const names = match === null ? null : { ...match.groups };
      known.set(used, names);
      return names;
    },
  };
}

/** Puts the mutant in the place of its document, filled with the same names; everything else stays as it is. */
export function editFor({ namesIn }: Place, mutated: PolicyDocument): DocumentEdit {
  const filled = new Map<string, PolicyDocument>();
  return (name, document) => {
    const names = namesIn(name, document);
    if (names === null) return document;
    const { tenant, service } = names;
    if (tenant === undefined) return mutated;
    const key = `${tenant} ${service ?? ''}`;
    const one = filled.get(key) ?? fill(mutated, tenant, service ?? serviceMarker);
    filled.set(key, one);
    return one;
  };
}

function fill(template: PolicyDocument, tenant: string, service: string): PolicyDocument {
  const text = renderPolicy(template).replaceAll(tenantMarker, tenant).replaceAll(serviceMarker, service);
  return JSON.parse(text) as PolicyDocument;
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
