import type { PolicyDocument } from '../policy-document.ts';
import { publishedActions, type ServiceAction, serviceActions, services } from './service-actions.ts';

/**
 * All that a proof of these documents asks: every action of the services that they are about and of every other one that they
 * name, and for each of their patterns one that AWS may publish tomorrow. What the reference does not list counts as changing.
 */
export async function actionsAsked(documents: readonly PolicyDocument[]): Promise<readonly ServiceAction[]> {
  const patterns = new Set(
    documents.flatMap(({ Statement }) =>
      Statement.flatMap(({ Action = [], NotAction = [] }) => [...Action, ...NotAction]),
    ),
  );
  const named = new Set([...patterns].filter((pattern) => pattern !== '*').map(serviceOf));
  const others = [...named].filter((service) => !services.some((one) => one === service));
  const lists = await Promise.all(others.map(publishedActions));
  const listed = [...(await serviceActions()), ...lists.flat()];
  const known = new Set(listed.map(({ name }) => name.toLowerCase()));
  const unlisted = [...patterns].flatMap((pattern): readonly ServiceAction[] => {
    const name = pattern.replaceAll('*', 'NotYetPublished').replaceAll('?', 'x');
    if (pattern === '*' || known.has(name.toLowerCase())) return [];
    return [{ name, service: serviceOf(pattern), resources: null, changes: true }];
  });
  return [...listed, ...unlisted];
}

function serviceOf(pattern: string): string {
  return pattern.slice(0, pattern.indexOf(':')).toLowerCase();
}
