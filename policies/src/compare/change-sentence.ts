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
  const does = subject.does === 'call' ? `call ${actionPhrase(published(subject.actions))} on` : 'open';
  // Behind the names, it would seem to be only the last of them who is under the policy.
  const under = subject.limits.startsWith('under ');
  const limits = listed([...told, ...(under ? [] : limitsPhrase(subject))], 'and');
  const who = `${under ? `${subject.limits}, ` : ''}${whoPhrase(subject)}${limits === '' ? '' : ` ${limits}`}`;
  return `${capital(who)} ${may} ${does} ${namedOnce(subject.what, 'or')}${cases}.`;
}

/** What stands for an action that AWS may publish is told only where there is no other. */
function published(actions: readonly string[]): readonly string[] {
  const known = actions.filter((action) => !action.endsWith('NotYetPublished'));
  return known.length === 0 ? actions : known;
}

/** "May no longer" is said of what nobody may any more, in no case. */
function verb(direction: Direction, partly: boolean): readonly [may: string, cases: string] {
  if (direction === 'allowed') return ['may now', partly ? ' in more cases than before' : ''];
  return partly ? ['may', ' in fewer cases than before'] : ['may no longer', ''];
}

/** Whoever is left out is named instead, when those are few. */
function whoPhrase({ who, outOf = who }: Subject): string {
  if (who.length < 2) return listed(who, 'and');
  const others = outOf.filter((name) => !who.includes(name));
  if (others.length === 0) return 'everybody';
  return others.length * 3 <= outOf.length ? `everybody except ${namedOnce(others, 'and')}` : namedOnce(who, 'and');
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
