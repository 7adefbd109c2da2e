import { actionPhrase } from '../review/sentence/action-phrase.ts';
import { listed } from '../review/sentence/word-list.ts';
import type { Direction } from './ask-difference.ts';
import type { Subject } from './compared-request.ts';
import type { Finding, FoundValues } from './finding.ts';
import { namedOnce } from './named-once.ts';

/**
 * `A reader session without a session policy may now call GetItem and Query on an item of another tenant's service.` What was
 * possible in some cases before is so `in more cases than before`, and what still is in some, `in fewer`.
 */
export function changeSentence({ subject, values, partly }: Finding, direction: Direction): string {
  const [may, cases] = verb(direction, partly);
  const told = values.filter(({ usual, words }) => !usual && words.length > 0).map(valuesPhrase);
  const does = subject.does === 'call' ? `call ${actionPhrase(subject.actions)} on` : 'open';
  const who = [whoPhrase(subject), listed([...told, ...limitsPhrase(subject)], 'and')];
  return `${who.filter((part) => part !== '').join(' ')} ${may} ${does} ${namedOnce(subject.what, 'or')}${cases}.`;
}

/** "May no longer" is said of what nobody may any more, in no case. */
function verb(direction: Direction, partly: boolean): readonly [may: string, cases: string] {
  if (direction === 'allowed') return ['may now', partly ? ' in more cases than before' : ''];
  return partly ? ['may', ' in fewer cases than before'] : ['may no longer', ''];
}

/** Whoever is left out is named instead, when those are few. */
function whoPhrase({ who, outOf = who }: Subject): string {
  if (who.length < 2) return capital(listed(who, 'and'));
  const others = outOf.filter((name) => !who.includes(name));
  if (others.length === 0) return 'Everybody';
  return others.length * 3 <= outOf.length
    ? `Everybody except ${namedOnce(others, 'and')}`
    : capital(namedOnce(who, 'and'));
}

function limitsPhrase({ who, limits }: Subject): readonly string[] {
  if (limits === '') return [];
  return [who.length > 1 ? limits.replace(/\bits own$/, 'their own') : limits];
}

function valuesPhrase({ of, words }: FoundValues): string {
  return `${of === 'tenant' ? 'for the tenant' : `with the ${of}`} ${listed(words, 'or')}`;
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
