import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { CompanionState } from '../../src/parameters/companion.ts';
import { countVersion, settledState } from '../../src/parameters/parameter-version.ts';

const until = 1_000;
const announced = (version: number) => ({ version, author: 'bob', contentType: 'text/b', until });
const recorded = (parameterVersion: number, more: Partial<CompanionState> = {}): CompanionState => ({
  base: 10,
  parameterVersion,
  author: 'ann',
  contentType: 'text/a',
  announced: null,
  ...more,
});
const unrecorded = (more: Partial<CompanionState>) => recorded(0, { author: null, contentType: null, ...more });

/** What the companion says, the parameter's version and when it was written; the version counted, and its author. */
const cases: readonly (readonly [string, CompanionState, number | null, number, number, string | null])[] = [
  ['the version on record is', recorded(3), 3, 1, 13, 'ann'],
  ['a later version is not', recorded(3), 4, 1, 14, null],
  ['the version before one announced is still on record', recorded(3, { announced: announced(4) }), 3, 1, 13, 'ann'],
  ['the version announced is', recorded(3, { announced: announced(4) }), 4, 1, 14, 'bob'],
  [
    'the version announced, written as its lock ends, is',
    recorded(3, { announced: announced(4) }),
    4,
    until,
    14,
    'bob',
  ],
  ['the version announced, written later, is not', recorded(3, { announced: announced(4) }), 4, until + 1, 14, null],
  ['a put that the SDK sent three times is', recorded(3, { announced: announced(4) }), 6, 1, 16, 'bob'],
  ['more versions than one put makes are not', recorded(3, { announced: announced(4) }), 7, 1, 17, null],
  ['a first version announced is', unrecorded({ announced: announced(1) }), 1, 1, 11, 'bob'],
  ['a parameter deleted outside and created anew is not', recorded(3), 1, 1, 15, null],
  ['nor is it when another version was announced', recorded(3, { announced: announced(4) }), 1, 1, 15, null],
];

describe('the author and version of a parameter', () => {
  for (const [what, companion, version, modifiedAt, counted, author] of cases) {
    it(`${what} known, and counted as ${counted}, before and after it is settled`, () => {
      const parameter = version === null ? null : { version, modifiedAt };
      const found = countVersion(companion, parameter);
      assert.deepEqual([found.version, found.author], [counted, author]);
      const again = countVersion(settledState(found, parameter), parameter);
      assert.deepEqual([again.version, again.author, again.contentType], [counted, author, found.contentType]);
    });
  }

  for (const [what, companion, base] of [
    ['was never there', unrecorded({}), 10],
    ['was deleted and recorded as deleted', unrecorded({ base: 14 }), 14],
    ['is gone and was on record', recorded(3), 14],
    ['may have been put, however often the SDK sent it, and is gone', unrecorded({ announced: announced(1) }), 14],
    ['was on record, may have been changed, and is gone', recorded(3, { announced: announced(4) }), 17],
  ] as const) {
    it(`counts on from ${base} when the parameter ${what}, before and after it is settled`, () => {
      const found = countVersion(companion, null);
      assert.deepEqual([found.base, found.version], [base, 0]);
      assert.equal(countVersion(settledState(found, null), null).base, base);
    });
  }
});
