import type { Counterexample } from '../../proof/counterexample.ts';
import { actionPhrase } from './action-phrase.ts';

const things: Readonly<Record<string, string>> = { dynamodb: 'item', kms: 'encrypted parameter', ssm: 'parameter' };

/** Actions whose answer has the data in it. */
const reads =
  /^(?:dynamodb:(?:GetItem|BatchGetItem|Query|Scan|PartiQLSelect)|ssm:(?:GetParameter(?:s|sByPath|History)?)|kms:Decrypt)$/;

/**
 * Who reaches whose data, by name: `acme's session reads globex's item.` `null` where the counterexample is not about one
 * tenant's data in the hands of another, or of another service.
 */
export function reachSentence(counterexample: Omit<Counterexample, 'decision'>): string | null {
  const { theorem, role, tenant, other, otherService, sessionPolicy, ask } = counterexample;
  const thing = things[ask.action.split(':')[0] ?? ''];
  if (role === null || tenant === null || thing === undefined) return null;
  const does = reads.test(ask.action) ? 'reads' : `calls ${actionPhrase([ask.action])} on`;
  if (otherService !== null && sessionPolicy !== null) {
    const { service } = sessionPolicy;
    const own = service === null ? 'for shared configuration' : `for the service ${service}`;
    return `${tenant}'s session ${own} ${does} ${article(thing)} ${thing} of the service ${otherService}.`;
  }
  if (other !== null && other !== tenant) return `${tenant}'s session ${does} ${other}'s ${thing}.`;
  return other === null && theorem.startsWith('isolation')
    ? `${tenant}'s session ${does} every tenant's ${thing}s.`
    : null;
}

function article(word: string): 'a' | 'an' {
  return /^[aeio]/.test(word) ? 'an' : 'a';
}
