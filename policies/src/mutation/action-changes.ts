import type { Change } from './mutant.ts';

/** Services of which a tenant's calls are made: a Deny of every action that loses all but one of them is a likely slip. */
const services = ['dynamodb', 'kms', 'ssm', 'sts'];

/** Every change of one action: other, or as a pattern from one more letter up to everything. */
export function* actionChanges(action: string): Generator<Change<string>> {
  if (action === '*') {
    for (const service of services) yield change('renamed', action, `${service}:*`);
    return;
  }
  yield change('widened', action, '*');
  const colon = action.indexOf(':') + 1;
  const [service, name] = [action.slice(0, colon), action.slice(colon)];
  if (name === '*') {
    yield change('renamed', action, 'renamed:*');
    return;
  }
  yield change('renamed', action, `${action}Renamed`);
  yield change('widened', action, `${service}*`);
  const words = name.match(/[A-Z][^A-Z]*|^[^A-Z]+/g) ?? [];
  for (let count = 1; count <= words.length; count += 1) {
    yield change('widened', action, `${service}${words.slice(0, count).join('')}*`);
  }
  yield change('widened', action, `${action.slice(0, -1)}?`);
}

function change(kind: Change<string>['kind'], from: string, to: string): Change<string> {
  return { kind, description: `${from} becomes ${to}`, changed: to };
}
