import type { PolicyDocument } from '../../policy-document.ts';
import { asList } from '../translate/statement.ts';

/** The principals of a kind that policies name, be it to let them in or to spare them. */
export function principalsNamed(
  documents: readonly PolicyDocument[],
  kind: 'AWS' | 'Service' | 'Federated',
): readonly string[] {
  const elements = documents.flatMap(({ Statement }) =>
    Statement.flatMap((statement) => [
      statement.Principal,
      'NotPrincipal' in statement ? (statement.NotPrincipal as typeof statement.Principal) : undefined,
    ]),
  );
  return [...new Set(elements.flatMap((element) => (typeof element === 'object' ? asList(element[kind] ?? []) : [])))];
}
