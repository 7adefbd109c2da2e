import type { PolicyDocument } from '../policy-document.ts';
import { type DocumentName, documentNames, type PolicySet } from '../policy-set.ts';
import { renderPolicy } from '../render.ts';
import { type Mutant, wholeDocument } from './mutant.ts';
import { statementChanges } from './statement-changes.ts';

/**
 * Every mutant of every document of the set, one change in one document each, made as they are asked for. Legal documents
 * of any content will do. Of two changes that come to the same text, the first is given.
 */
export function* mutantsOf(set: PolicySet, names: readonly DocumentName[] = documentNames): Generator<Mutant> {
  for (const name of names) yield* mutantsOfDocument(name, set.documents[name]);
}

/** The mutants of one document. */
export function* mutantsOfDocument(name: DocumentName, document: PolicyDocument): Generator<Mutant> {
  const seen = new Set([renderPolicy(document)]);
  for (const mutant of changesOf(name, document)) {
    const text = renderPolicy(mutant.mutated);
    if (seen.has(text)) continue;
    seen.add(text);
    yield mutant;
  }
}

function* changesOf(document: DocumentName, original: PolicyDocument): Generator<Mutant> {
  const older = { ...original, Version: '2008-10-17' } as unknown as PolicyDocument;
  yield { document, sid: wholeDocument, kind: 'renamed', description: 'Version becomes 2008-10-17', mutated: older };
  for (const [index, statement] of original.Statement.entries()) {
    for (const { changed, ...told } of statementChanges(statement)) {
      const Statement =
        changed === null ? original.Statement.toSpliced(index, 1) : original.Statement.with(index, changed);
      yield { document, sid: statement.Sid, ...told, mutated: { ...original, Statement } };
    }
  }
}
