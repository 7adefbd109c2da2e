import { callerWord, type Place } from './place.ts';

const variable = /\$\{\s*([^},]*?)\s*(?:,\s*'([^']*)'\s*)?\}/g;

/** Whose tag a variable stands for. */
function tagOwner(prefix: string, place: Place): string | undefined {
  switch (prefix) {
    case 'aws:principaltag':
      return `the ${callerWord(place)}'s`;
    case 'aws:requesttag':
      return 'the requested';
    case 'aws:resourcetag':
      return "the resource's";
    default:
      return undefined;
  }
}

/** A value of a condition or a name in an ARN, with each variable in words: `TENANT#<the session's TenantId>`. */
export function valuePhrase(value: string, place: Place): string {
  const alone = /^\$\{[^}]*\}$/.test(value) ? variablePhrase(value, place) : null;
  if (alone !== null) return alone;
  const text = withVariables(value, place);
  return text === '' || /[\s,"]/.test(value.replaceAll(variable, '')) ? JSON.stringify(text) : text;
}

/** The text with each variable put between angle brackets, as it may stand inside a longer name. */
export function withVariables(text: string, place: Place): string {
  return text.replaceAll(variable, (whole) => {
    const phrase = variablePhrase(whole, place);
    return phrase === null ? whole.slice(2, -1) : `<${phrase}>`;
  });
}

/** `null` for `${*}`, `${?}` and `${$}`, which stand for the character itself. */
function variablePhrase(text: string, place: Place): string | null {
  const [, key = '', byDefault] = [...text.matchAll(variable)][0] ?? [];
  if (/^[*?$]$/.test(key)) return null;
  const slash = key.indexOf('/');
  const owner = slash < 0 ? undefined : tagOwner(key.slice(0, slash).toLowerCase(), place);
  const phrase = owner === undefined ? key : `${owner} ${key.slice(slash + 1)}`;
  return byDefault === undefined ? phrase : `${phrase}, or ${JSON.stringify(byDefault)} without one`;
}
