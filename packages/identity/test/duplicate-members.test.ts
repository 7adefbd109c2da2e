import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { hasDuplicateMember } from '../src/duplicate-members.ts';

/** JSON as a list of members, so that a name can occur twice, which no JavaScript object can show. */
type Node =
  | string
  | number
  | boolean
  | null
  | readonly Node[]
  | { readonly members: readonly (readonly [string, Node])[] };

/** Names that tempt a scanner: quotes, escapes, structure and the prototype. */
const name = fc.oneof(
  fc.constantFrom('a', 'b', '', '"', '\\', '\\"', '{', '}:', ',', '__proto__', 'é', '\u0000', '💡', '\ud800'),
  fc.string({ maxLength: 3 }),
);

const { node } = fc.letrec<{ node: Node; leaf: Node }>((tie) => ({
  leaf: fc.oneof(name, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null)),
  node: fc.oneof(
    { maxDepth: 4 },
    tie('leaf'),
    fc.array(tie('node'), { maxLength: 4 }),
    fc.array(fc.tuple(name, tie('node')), { maxLength: 5 }).map((members) => ({ members })),
  ),
}));

/** A string with some characters escaped that need not be. */
function quoted(text: string, escapeEvery: number): string {
  let at = 0;
  const units = Array.from({ length: text.length }, (_, index) => text.charAt(index));
  const body = units.map((unit) => {
    const code = unit.charCodeAt(0);
    const must = unit === '"' || unit === '\\' || code < 0x20 || (code >= 0xd800 && code <= 0xdfff);
    return must || at++ % escapeEvery === 0 ? `\\u${code.toString(16).padStart(4, '0')}` : unit;
  });
  return `"${body.join('')}"`;
}

function written(value: Node, escapeEvery: number, space: string): string {
  if (typeof value === 'string') return quoted(value, escapeEvery);
  if (Array.isArray(value)) return `[${value.map((item) => written(item, escapeEvery, space)).join(`,${space}`)}]`;
  if (typeof value === 'object' && value !== null && 'members' in value) {
    const members = value.members.map(
      ([member, item], index) =>
        `${quoted(member, 1 + (index % 3))}${space}:${space}${written(item, escapeEvery, space)}`,
    );
    return `{${space}${members.join(`${space},`)}}`;
  }
  return JSON.stringify(value);
}

function repeats(value: Node): boolean {
  if (Array.isArray(value)) return value.some(repeats);
  if (typeof value !== 'object' || value === null || !('members' in value)) return false;
  const names = value.members.map(([member]) => member);
  return new Set(names).size < names.length || value.members.some(([, item]) => repeats(item));
}

describe('duplicate members of JSON text', () => {
  it('are seen however names are escaped, spaced and nested, and only then', () => {
    let seen = 0;
    fc.assert(
      fc.property(
        node,
        fc.integer({ min: 1, max: 4 }),
        fc.constantFrom('', ' ', '\n\t'),
        (value, escapeEvery, space) => {
          const json = written(value, escapeEvery, space);
          JSON.parse(json);
          if (repeats(value)) seen += 1;
          assert.equal(hasDuplicateMember(json), repeats(value), json);
        },
      ),
      { numRuns: 3_000 },
    );
    assert.ok(seen > 50, `only ${seen} of the documents had a duplicate`);
  });

  it('are looked for in the longest texts, however deep or escaped', () => {
    const texts = [`"${'\\\\'.repeat(6_000)}"`, '['.repeat(6_000) + ']'.repeat(6_000), `{"a":"${'x'.repeat(12_000)}"}`];
    for (const json of texts) assert.equal(hasDuplicateMember(json), false);
    assert.equal(hasDuplicateMember(`${'{"a":['.repeat(2_000)}{"b":1,"b":2}${']}'.repeat(2_000)}`), true);
  });
});
