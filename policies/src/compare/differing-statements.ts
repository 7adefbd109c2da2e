import type { PolicyDocument, PolicyStatement } from '../policy-document.ts';
import { actionMatches } from '../proof/translate/statement.ts';

/** Documents by the layer they are in force in. */
export type LayeredDocuments = Readonly<Record<string, readonly PolicyDocument[] | undefined>>;

/**
 * Whether two sets can decide an action otherwise at all. Sids, the order of anything, other actions and how an action
 * is listed make no difference to a decision.
 */
export function statementsDiffer(base: LayeredDocuments, now: LayeredDocuments, action: string): boolean {
  const layers = new Set([...Object.keys(base), ...Object.keys(now)]);
  return [...layers].some((layer) => {
    const [before, after] = [base[layer], now[layer]];
    if (before === undefined || after === undefined) return before !== after;
    if (before.length === after.length && before.every((one, at) => textOf(one) === textOf(after[at]))) return false;
    const [left, right] = [meaningsOf(before, action), meaningsOf(after, action)];
    return left.size !== right.size || [...left].some((meaning) => !right.has(meaning));
  });
}

/** Asked of the same few documents for every action of AWS. */
const texts = new WeakMap<PolicyDocument, string>();
const meanings = new WeakMap<PolicyStatement, string>();

function textOf(document: PolicyDocument | undefined): string {
  if (document === undefined) return '';
  const text = texts.get(document) ?? JSON.stringify(document);
  texts.set(document, text);
  return text;
}

function meaningsOf(documents: readonly PolicyDocument[], action: string): ReadonlySet<string> {
  return new Set(
    documents.flatMap(({ Version, Statement }) =>
      Statement.filter((statement) => actionMatches(statement, action)).map((statement) =>
        meaningOf(Version, statement),
      ),
    ),
  );
}

/** The statement, said in one way only. */
export function meaningOf(version: string, statement: PolicyStatement): string {
  const { Sid: _name, Action: _a, NotAction: _n, ...rest } = statement;
  const meaning = meanings.get(statement) ?? JSON.stringify(canonical(rest));
  meanings.set(statement, meaning);
  return `${version} ${meaning}`;
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 1 ? canonical(value[0]) : value.map(canonical).sort();
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .map(([key, inner]) => [key, canonical(inner)] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1));
}
