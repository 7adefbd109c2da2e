import type { Change } from './mutant.ts';

/*
 * Changes of one text in which wildcards mean something: a resource, or a value of a Like or ARN operator. Of a variable
 * or a session template's marker, which stand for a name, only the whole is replaced.
 */

const piece = /\$\{[^}]*\}|<[a-z]+>|[*?]|[^$<*?]+|[$<]/g;
const name = /^(\$\{|<.)/;
const separator = /[/#|:.-]/;
const arnHead = /^arn:([^:]*):([^:]*):([^:]*):([^:]*):/;

/** Every change of the text. An ARN's head is told apart from its resource, so that neither is repeated with the other. */
export function* textChanges(text: string): Generator<Change<string>> {
  const head = arnHead.exec(text)?.[0] ?? '';
  const rest = text.slice(head.length);
  if (text !== '*') {
    yield change('widened', text, '*', '*');
    for (const wider of widerHeads(head)) yield change('widened', text, wider, wider + rest);
    for (const wider of widerTails(rest, head === '')) yield change('widened', rest, wider, head + wider);
  }
  for (const other of withoutOneWildcard(rest)) {
    if (other !== '') yield change('renamed', rest, other, head + other);
  }
  const renamed = text === '*' ? 'arn:aws:renamed:*:*:*' : renamedText(rest);
  yield change('renamed', rest, renamed, text === '*' ? renamed : head + renamed);
}

function change(kind: Change<string>['kind'], from: string, to: string, changed: string): Change<string> {
  return { kind, description: `${from} becomes ${to}`, changed };
}

/** The text with its last letter or digit, outside variables and markers, made another one. */
export function renamedText(text: string): string {
  return withLastLetter(text, otherThan) ?? `${text}x`;
}

function withLastLetter(text: string, made: (letter: string) => string): string | null {
  const pieces = piecesOf(text);
  const at = pieces.findLastIndex((one) => !name.test(one) && /[A-Za-z0-9]/.test(one));
  const changed = pieces[at]?.replace(
    /([A-Za-z0-9])([^A-Za-z0-9]*)$/,
    (_all, last: string, end: string) => made(last) + end,
  );
  return changed === undefined ? null : pieces.with(at, changed).join('');
}

/**
 * Region and account opened. A resource's service may hold no wildcard, and of partitions nobody meets another one's
 * (AWS fault isolation boundaries: credentials of one partition are unknown in the others).
 */
function* widerHeads(head: string): Generator<string> {
  const segments = head.split(':');
  for (const index of [3, 4]) {
    const segment = segments[index];
    if (segment !== undefined && segment !== '' && segment !== '*') yield segments.with(index, '*').join(':');
  }
}

function* widerTails(text: string, whole: boolean): Generator<string> {
  const pieces = piecesOf(text);
  for (const [index, one] of pieces.entries()) {
    if (name.test(one)) {
      yield pieces.with(index, '*').join('');
      if (pieces[index + 1] !== '*') yield pieces.with(index, `${one}*`).join('');
    }
  }
  yield* shorterPrefixes(text);
  if (whole && !text.startsWith('*')) yield `*${text}`;
  if (!text.endsWith('*')) yield `${text}*`;
  const anyLetter = withLastLetter(text, () => '?');
  if (anyLetter !== null) yield anyLetter;
}

/** Cut after each separator, and before a separator that stands in front of a last star. */
function* shorterPrefixes(text: string): Generator<string> {
  const pieces = piecesOf(text);
  let before = '';
  for (const one of pieces) {
    if (!name.test(one)) {
      for (let index = 0; index < one.length; index += 1) {
        const cut = before + one.slice(0, index + 1);
        if (separator.test(one.charAt(index)) && `${cut}*` !== text) yield `${cut}*`;
      }
    }
    before += one;
  }
  const shorter = /^(.*)[/#|:.-]\*$/.exec(text)?.[1];
  if (shorter !== undefined) yield `${shorter}*`;
}

function* withoutOneWildcard(text: string): Generator<string> {
  const pieces = piecesOf(text);
  for (const [index, one] of pieces.entries()) {
    if (one === '*' || one === '?') yield pieces.toSpliced(index, 1).join('');
  }
}

function otherThan(letter: string): string {
  if (/[0-9]/.test(letter)) return letter === '9' ? '8' : '9';
  return letter === 'x' ? 'y' : 'x';
}

function piecesOf(text: string): readonly string[] {
  return text.match(piece) ?? [];
}
