import type { OneOrMore, PolicyStatement } from '../policy-document.ts';
import { entriesOf } from './list-changes.ts';
import type { Change } from './mutant.ts';
import { renamedText } from './text-changes.ts';

type Principal = NonNullable<PolicyStatement['Principal']>;

/** Every principal deleted, made another one, its account, any account, or anyone at all. */
export function* principalChanges(principal: Principal): Generator<Change<Principal>> {
  if (principal === '*') {
    yield { kind: 'renamed', description: '* becomes another account', changed: { AWS: '999999999999' } };
    return;
  }
  yield { kind: 'widened', description: 'anyone at all', changed: '*' };
  for (const [type, list] of Object.entries(principal)) {
    const entries = entriesOf(list);
    for (const [index, entry] of entries.entries()) {
      const others = entries.toSpliced(index, 1);
      yield { kind: 'deleted', description: `${type} ${entry} deleted`, changed: having(principal, type, others) };
      const renamed = having(principal, type, [...others, renamedText(entry)]);
      yield { kind: 'renamed', description: `${type} ${entry} becomes ${renamedText(entry)}`, changed: renamed };
      for (const wider of type === 'AWS' ? widerCallers(entry) : []) {
        const changed = having(principal, type, [...others, wider]);
        yield { kind: 'widened', description: `${type} ${entry} becomes ${wider}`, changed };
      }
    }
  }
}

/** Only callers of type AWS have an account or can be everyone; a provider or service is one name. */
function widerCallers(entry: string): readonly string[] {
  const account = /^(arn:[^:]+:iam::[0-9]{12}):(?!root$)/.exec(entry)?.[1];
  return account === undefined ? ['*'] : [`${account}:root`, '*'];
}

function having(principal: Exclude<Principal, '*'>, type: string, entries: readonly string[]): Principal {
  const others = Object.entries(principal).filter(([other]) => other !== type);
  const listed: readonly (readonly [string, OneOrMore])[] =
    entries.length === 0 ? others : [...others, [type, entries]];
  return Object.fromEntries(listed);
}
