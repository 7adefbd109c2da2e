import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { type Glob, globMatches, type Segment } from '../src/matching/glob.ts';

/** A segment that counts how often a character of it is looked at through `anyAt`. */
function counted(text: string, count: () => void): Segment {
  return {
    text,
    get anyAt() {
      count();
      return [0];
    },
  };
}

describe('the glob matcher', () => {
  for (const stars of [10, 100, 1_000]) {
    it(`tries each place once, however many stars: ${stars}`, () => {
      let steps = 0;
      const count = () => {
        steps += 1;
      };
      const middle = Array.from({ length: stars }, () => counted('?a', count));
      const glob: Glob = [{ text: '', anyAt: [] }, ...middle, { text: 'b', anyAt: [] }];
      const text = 'a'.repeat(5_000);
      assert.equal(globMatches(glob, text), false);
      // Each attempt reads `anyAt` a constant number of times; backtracking would need |text| choose |stars| of them.
      assert.ok(steps > 0 && steps <= 4 * (text.length + stars), `${steps} steps`);
    });
  }
});
