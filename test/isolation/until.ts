import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** Resolves once `condition` holds; fails when there has long been the time for it. */
export async function until(condition: () => boolean): Promise<void> {
  for (let turns = 0; turns < 1_000_000 && !condition(); turns += 1) await nextTurn();
  assert.ok(condition());
}
