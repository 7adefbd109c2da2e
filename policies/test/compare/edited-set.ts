import { caseDeployment } from '../../src/cases/case-documents.ts';
import type { PolicyDocument, PolicyStatement } from '../../src/policy-document.ts';
import { type DocumentName, type PolicySet, policySet } from '../../src/policy-set.ts';

/** The documents as they are rendered. */
export const asRendered: PolicySet = policySet(caseDeployment(false));

/** A change of one statement: its JSON text before and after, in each document named. */
export function withStatement(
  documents: readonly DocumentName[],
  sid: string,
  ...changes: readonly (readonly [before: string, after: string])[]
): PolicySet {
  return edited(documents, (document) => withChanges(document, sid, changes));
}

/** The first of the documents changed, and a base in which the others are so already. */
export function lastOf(documents: readonly [DocumentName, ...DocumentName[]], ...change: Change) {
  const [last, ...others] = documents;
  return { base: withStatement(others, ...change), set: withStatement([last, ...others], ...change) };
}

type Change = [sid: string, ...changes: readonly (readonly [before: string, after: string])[]];

function withChanges(
  { Statement, ...rest }: PolicyDocument,
  sid: string,
  changes: readonly (readonly [before: string, after: string])[],
): PolicyDocument {
  return {
    ...rest,
    Statement: Statement.map((statement) => (statement.Sid === sid ? changed(statement, changes) : statement)),
  };
}

export function edited(
  documents: readonly DocumentName[],
  edit: (document: PolicyDocument, name: DocumentName) => PolicyDocument,
  set: PolicySet = asRendered,
): PolicySet {
  const replaced = Object.fromEntries(documents.map((name) => [name, edit(set.documents[name], name)]));
  return { ...set, documents: { ...set.documents, ...replaced } };
}

function changed(
  statement: PolicyStatement,
  changes: readonly (readonly [before: string, after: string])[],
): PolicyStatement {
  let text = JSON.stringify(statement);
  for (const [before, after] of changes) {
    if (!text.includes(before)) throw new Error(`${statement.Sid} has no ${before}`);
    text = text.replaceAll(before, after);
  }
  return JSON.parse(text) as PolicyStatement;
}
