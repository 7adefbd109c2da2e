import { EventPatternError } from './pattern-error.ts';

/** Whether a text is of a pattern's form: `*` is any text, also none; `\*` and `\\` are themselves. @throws EventPatternError */
export function wildcard(pattern: string): (text: string) => boolean {
  const parts = literals(pattern);
  const [first = ''] = parts;
  const last = parts.at(-1) ?? '';
  if (parts.length === 1) return (text) => text === first;
  const inner = parts.slice(1, -1);
  return (text) => {
    if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
    const end = text.length - last.length;
    let from = first.length;
    for (const part of inner) {
      const at = text.indexOf(part, from);
      if (at === -1 || at + part.length > end) return false;
      from = at + part.length;
    }
    return true;
  };
}

/** The texts between the stars. */
function literals(pattern: string): readonly string[] {
  const parts = [''];
  for (let index = 0; index < pattern.length; index += 1) {
    const character = pattern.charAt(index);
    if (character === '*') {
      if (index > 0 && pattern.charAt(index - 1) === '*' && parts.at(-1) === '' && parts.length > 1) {
        throw new EventPatternError(`Consecutive wildcard characters at pos ${index - 1}`);
      }
      parts.push('');
      continue;
    }
    if (character === '\\') {
      index += 1;
      if (pattern.charAt(index) !== '*' && pattern.charAt(index) !== '\\') {
        throw new EventPatternError(`Invalid escape character at pos ${index - 1}`);
      }
    }
    parts[parts.length - 1] += pattern.charAt(index);
  }
  return parts;
}
