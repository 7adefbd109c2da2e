import type { PolicyDocument } from '../policy-document.ts';
import { type ServiceAction, services } from './service-actions.ts';

/** Stands for the actions of whatever service no document names. */
const anyOther: ServiceAction<string> = {
  name: 'another-service:NotYetPublished',
  service: 'another-service',
  resources: null,
  changes: true,
};

/** The stand-in for a document that is not there names none of AWS's. */
const standsForNothing = 'none';

/**
 * Of services beside those of the proof, every action that the documents name, for each of their patterns one that fits it,
 * and one of a service that they do not name.
 */
export function actionsOfOtherServices(documents: readonly PolicyDocument[]): readonly ServiceAction<string>[] {
  const patterns = documents.flatMap(({ Statement }) =>
    Statement.flatMap(({ Action = [], NotAction = [] }) => [...Action, ...NotAction]),
  );
  const known: readonly string[] = [...services, standsForNothing];
  const named = [...new Set(patterns)].flatMap((pattern): readonly ServiceAction<string>[] => {
    const name = pattern.replaceAll('*', '').replaceAll('?', 'x');
    const [service = '', action] = name.split(':');
    if (action === undefined || known.includes(service.toLowerCase())) return [];
    return [{ name, service: service.toLowerCase(), resources: null, changes: true }];
  });
  return [...named, anyOther];
}
