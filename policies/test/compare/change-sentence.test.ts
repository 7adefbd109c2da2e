import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Direction } from '../../src/compare/ask-difference.ts';
import { changeSentence } from '../../src/compare/change-sentence.ts';
import type { Subject } from '../../src/compare/compared-request.ts';
import type { Finding } from '../../src/compare/finding.ts';

const names = ['the user eve', 'the role a', 'the role b', 'the role c', 'an AWS service', 'an anonymous caller'];

const subject: Subject = {
  who: names,
  outOf: names,
  limits: 'with every policy of its own',
  does: 'call',
  actions: ['kms:Decrypt'],
  what: ['key k'],
};

const cases: readonly (readonly [Partial<Subject>, Partial<Finding>, Direction, string])[] = [
  [{}, {}, 'denied', 'Everybody with every policy of their own may no longer call Decrypt on key k.'],
  [
    {},
    { partly: true },
    'denied',
    'Everybody with every policy of their own may call Decrypt on key k in fewer cases than before.',
  ],
  [
    { who: ['the role a'] },
    { partly: true },
    'allowed',
    'The role a with every policy of its own may now call Decrypt on key k in more cases than before.',
  ],
  [
    { who: names.slice(1, 3), limits: '', what: ['role x', 'user y', 'role z'] },
    {},
    'allowed',
    'The roles a and b may now call Decrypt on role x or z, or user y.',
  ],
  [
    { who: names.slice(0, 5), limits: 'under the service control policy' },
    {},
    'denied',
    'Under the service control policy, everybody except an anonymous caller may no longer call Decrypt on key k.',
  ],
  [
    { who: names.slice(0, 3), limits: '', what: ['an item', 'a thing, without a key', 'an index'] },
    {},
    'allowed',
    'The roles a and b, and the user eve may now call Decrypt on an item, or a thing, without a key, or an index.',
  ],
  [
    { who: ['a writer session'], outOf: [], limits: 'without a session policy' },
    { values: [{ of: 'user role', words: ['reader', 'writer'], usual: false }] },
    'allowed',
    'A writer session with the user role reader or writer and without a session policy may now call Decrypt on key k.',
  ],
];

describe('The sentence of a change', () => {
  for (const [about, found, direction, expected] of cases) {
    it(`says: ${expected}`, () => {
      const finding: Finding = {
        subject: { ...subject, ...about },
        ...{ values: [], partly: false, example: {} as never, decider: null },
        ...found,
      };
      assert.equal(changeSentence(finding, direction), expected);
    });
  }
});
