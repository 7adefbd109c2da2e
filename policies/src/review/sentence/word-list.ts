/** `a`, `a or b`, `a, b or c`. */
export function listed(words: readonly string[], conjunction: 'and' | 'or' | 'nor'): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} ${conjunction} ${last}`;
}

/** For parts that are long, or lists themselves: a comma before every one but the first. */
export function listedClauses(clauses: readonly string[], conjunction: 'and' | 'or' = 'and'): string {
  const last = clauses.at(-1) ?? '';
  return clauses.length < 2 ? last : `${clauses.slice(0, -1).join(', ')}, ${conjunction} ${last}`;
}
