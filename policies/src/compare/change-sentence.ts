import { actionPhrase } from '../review/sentence/action-phrase.ts';
import { listed } from '../review/sentence/word-list.ts';
import type { Direction } from './ask-difference.ts';
import type { Finding, FoundValues } from './finding.ts';

/** `A reader session without a session policy may now call GetItem and Query on an item of another tenant's service.` */
export function changeSentence({ subject, values }: Finding, direction: Direction): string {
  const everybody = subject.who.length > 1 && subject.who.length === subject.outOf;
  const may = direction === 'allowed' ? 'may now' : 'may no longer';
  const told = values.filter(({ usual, words }) => !usual && words.length > 0).map(valuesPhrase);
  const who = [
    everybody ? 'Everybody' : capital(listed(subject.who, 'and')),
    listed([...told, ...(subject.limits === '' ? [] : [subject.limits])], 'and'),
  ];
  const does = subject.does === 'call' ? `call ${actionPhrase(subject.actions)} on` : 'open';
  return `${who.filter((part) => part !== '').join(' ')} ${may} ${does} ${listed(subject.what, 'or')}.`;
}

function valuesPhrase({ of, words }: FoundValues): string {
  return `${of === 'tenant' ? 'for the tenant' : `with the ${of}`} ${listed(words, 'or')}`;
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
