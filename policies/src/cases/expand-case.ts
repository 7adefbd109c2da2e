import type { CaseAsk, CaseChange, CaseFile, PolicyCase } from './policy-case.ts';

/**
 * A case with `also` as the cases it stands for: itself, and for each entry the same with what the entry replaces. In a
 * request that is asked in several steps, the last step's action, resource and context are meant.
 */
export function expandedFile(file: CaseFile): CaseFile {
  return { ...file, cases: file.cases.flatMap(expanded) } as CaseFile;
}

function expanded(one: PolicyCase): readonly PolicyCase[] {
  const { also = [], ...base } = one;
  return [base as PolicyCase, ...also.map((change) => varied(base as PolicyCase, change))];
}

const ofTheCase = ['service', 'caller', 'decidedBy'];

function varied(one: PolicyCase, change: CaseChange): PolicyCase {
  const entries = Object.entries(change);
  const own = Object.fromEntries(entries.filter(([name]) => ofTheCase.includes(name)));
  const inner = Object.fromEntries(entries.filter(([name]) => !ofTheCase.includes(name)));
  const name = `${one.name}; also with ${JSON.stringify(change)}`;
  return { ...one, ...insideOf(one, inner), ...own, name } as PolicyCase;
}

function insideOf(one: PolicyCase, change: CaseChange): object {
  if ('exchange' in one) return { exchange: { ...one.exchange, ...change } };
  if ('session' in one) return sessionWith(one, change);
  return 'ask' in one ? { ask: { ...one.ask, ...change } } : change;
}

function sessionWith(one: Extract<PolicyCase, { session: unknown }>, { tags, ...change }: CaseChange): object {
  const asks = one.asks.with(-1, { ...one.asks.at(-1), ...change } as CaseAsk);
  return tags === undefined ? { asks } : { asks, session: { ...one.session, tags } };
}
