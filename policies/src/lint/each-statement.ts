import type { PolicyStatement } from '../policy-document.ts';
import { type DocumentName, documentNames, type PolicySet } from '../policy-set.ts';
import type { Complaint } from './finding.ts';

/** What is wrong with a statement; `null` or nothing when it is fine. */
export type Objection = { readonly text: string; readonly advice: string };

/** Asks `judge` about every statement of every document. */
export function eachStatement(
  set: PolicySet,
  judge: (statement: PolicyStatement, document: DocumentName) => readonly Objection[],
): readonly Complaint[] {
  return documentNames.flatMap((document) =>
    set.documents[document].Statement.flatMap((statement) =>
      judge(statement, document).map((objection) => ({
        level: 'error' as const,
        document,
        sid: statement.Sid,
        ...objection,
      })),
    ),
  );
}

/** The same, of the statements that allow something. */
export function eachAllow(
  set: PolicySet,
  judge: (statement: PolicyStatement, document: DocumentName) => readonly Objection[],
): readonly Complaint[] {
  return eachStatement(set, (statement, document) => (statement.Effect === 'Allow' ? judge(statement, document) : []));
}
