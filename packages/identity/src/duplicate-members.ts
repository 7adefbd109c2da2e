/** The tokens of JSON text: a string, a structural character, or a run of anything else (numbers, literals). */
const jsonToken = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s"{}[\]:,]+/g;

/**
 * Whether some object in `json` has two members of one name, escapes resolved. `JSON.parse` keeps the last and other
 * parsers the first, so such a token could name one tenant to us and another to STS.
 * @param json text that `JSON.parse` has accepted
 */
export function hasDuplicateMember(json: string): boolean {
  const open: Set<string>[] = [];
  let lastString = '';
  for (const [token] of json.matchAll(jsonToken)) {
    if (token === '{' || token === '[') open.push(new Set());
    else if (token === '}' || token === ']') open.pop();
    else if (token.startsWith('"')) lastString = token;
    else if (token === ':') {
      const members = open.at(-1);
      const name: string = JSON.parse(lastString);
      if (members === undefined || members.has(name)) return true;
      members.add(name);
    }
  }
  return false;
}
