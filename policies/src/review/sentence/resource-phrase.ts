import type { OneOrMore } from '../../policy-document.ts';
import { arnPhrase } from './arn-phrase.ts';
import type { Place } from './place.ts';
import { valuePhrase } from './value-phrase.ts';
import { listed } from './word-list.ts';

/** In a resource policy `*` is the resource that the policy is attached to. */
const ownResource: Readonly<Partial<Record<string, string>>> = {
  'parameter-key': 'this key',
  'tenant-table': 'this table',
};

/** What the statement is about: `table leasehold-config`, `any resource`, `every resource except …`. */
export function resourcePhrase(resources: OneOrMore, negated: boolean, place: Place): string {
  const all = [resources].flat();
  const phrases = all.map((resource) => {
    if (resource === '*') return ownResource[place.document] ?? 'any resource';
    return arnPhrase(resource, place)?.text ?? valuePhrase(resource, place);
  });
  return negated ? `every resource except ${listed(phrases, 'and')}` : listed(phrases, 'and');
}
