import type { OneOrMore } from '../policy-document.ts';
import type { Change } from './mutant.ts';

/** Every entry of a list deleted, and every change of every entry. What was written without a list stays so. */
export function* listChanges(
  list: OneOrMore,
  ofEntry: (entry: string) => Iterable<Change<string>>,
): Generator<Change<OneOrMore>> {
  const entries = entriesOf(list);
  for (const [index, entry] of entries.entries()) {
    yield { kind: 'deleted', description: `${entry} deleted`, changed: entries.toSpliced(index, 1) };
    for (const change of ofEntry(entry)) {
      yield { ...change, changed: typeof list === 'string' ? change.changed : entries.with(index, change.changed) };
    }
  }
}

export function entriesOf(list: OneOrMore): readonly string[] {
  return typeof list === 'string' ? [list] : list;
}
