import type { PolicyCondition, PolicyDocument, PolicyStatement } from '../../src/index.ts';

/** What happens to a document by a slip of the hand. */
type DocumentChange = (document: PolicyDocument) => PolicyDocument;
type StatementChange = (statement: PolicyStatement) => PolicyStatement | null;

/** Rewrites one statement, or leaves it out. A document that has none of this name is left as it is. */
export function at(sid: string, change: StatementChange): DocumentChange {
  return (document) => {
    if (document.Statement.every((statement) => statement.Sid !== sid)) return document;
    const Statement = document.Statement.flatMap((statement) => {
      if (statement.Sid !== sid) return [statement];
      const changed = change(statement);
      return changed === null ? [] : [changed];
    });
    return { ...document, Statement };
  };
}

/** The document's text with one piece replaced. */
export function retyped(from: string, to: string): DocumentChange {
  return (document) => JSON.parse(JSON.stringify(document).replaceAll(from, to)) as PolicyDocument;
}

export function both(one: DocumentChange, two: DocumentChange): DocumentChange {
  return (document) => two(one(document));
}

export const gone: StatementChange = () => null;

/** Without an operator, or without one of its keys. */
export function without(operator: string, key?: string): StatementChange {
  return ({ Condition = {}, ...rest }) => {
    const { [operator]: keys = {}, ...others } = Condition;
    const { [key ?? '']: _dropped, ...kept } = keys;
    const left = key === undefined || Object.keys(kept).length === 0 ? {} : { [operator]: kept };
    const condition: PolicyCondition = { ...others, ...left };
    return { ...rest, Condition: condition };
  };
}

export const tag = '${aws:PrincipalTag/TenantId}';
