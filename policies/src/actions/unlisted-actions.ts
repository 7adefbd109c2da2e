import type { PolicyDocument } from '../policy-document.ts';
import { actionMatches } from '../proof/translate/statement.ts';
import { type ServiceAction, services } from './service-actions.ts';

/**
 * What documents name and the reference does not list: actions newer than the list, or a slip. Nothing is known of them, so
 * they count as changing.
 */
export function unlistedActions(
  documents: readonly PolicyDocument[],
  listed: readonly ServiceAction[],
): readonly ServiceAction[] {
  const patterns = documents.flatMap(({ Statement }) =>
    Statement.flatMap(({ Action = [], NotAction = [] }) => [...Action, ...NotAction]),
  );
  const unlisted = [...new Set(patterns)].filter(
    (pattern) => !listed.some(({ name }) => actionMatches({ Sid: '', Effect: 'Allow', Action: [pattern] }, name)),
  );
  return unlisted.flatMap((pattern) => {
    const service = services.find((one) => pattern.toLowerCase().startsWith(`${one}:`));
    const name = pattern.replaceAll('*', '').replaceAll('?', 'x');
    return service === undefined ? [] : [{ name, service, resources: null, changes: true }];
  });
}
