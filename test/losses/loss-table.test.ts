import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { root } from '../check/stages.ts';
import type { LossResult, LossRow } from './loss-row.ts';
import { lossRows } from './loss-rows.ts';
import { lossTable, readsAtMost } from './loss-table.ts';
import { runRow } from './run-row.ts';

describe('the loss table', () => {
  const results: (readonly [LossRow, LossResult])[] = [];

  for (const row of lossRows) {
    it(`holds under: ${row.name}`, async () => {
      const result = await runRow(row);
      results.push([row, result]);
      const shown = lossTable([[row, result]]);
      assert.ok(result.outdatedMs.tenant_config <= row.bounds.tenantConfigMs, shown);
      assert.ok(result.outdatedMs.param_config <= row.bounds.paramConfigMs, shown);
      assert.ok(result.toldAfterMs <= row.bounds.watchersMs, shown);
      assert.deepEqual([...result.callers.keys()].sort(), [...row.callers].sort(), shown);
      assert.equal(result.differing, 0, shown);
      assert.equal(result.backwards, 0, 'something older was read, or told twice, after something newer');
      assert.deepEqual(new Set(result.watchesEnded.keys()), new Set(row.watchTokenMs ? ['UNAUTHENTICATED'] : []));
      assert.deepEqual(result.watchSnapshots, new Set(['FIRST']), 'a watch that began again was told all anew');
      assert.equal(
        result.unaccounted,
        row.vanish === true ? result.changes : 0,
        'changes neither acknowledged nor in the queue',
      );
      assert.equal(result.givenUp.events + result.givenUp.batches > 0, row.givenUp === true, shown);
      if (row.callsAtMost === undefined) return;
      assert.ok(result.refreshCalls <= row.callsAtMost.refresh, `${result.refreshCalls} Refresh calls`);
      assert.ok(result.discoveries <= row.callsAtMost.discover, `${result.discoveries} lists of Cloud Map`);
      assert.ok(result.reads <= readsAtMost(row, result), `${result.reads} reads`);
    });
  }

  it('is what the README of this folder shows', () => {
    assert.equal(results.length, lossRows.length, 'some row has no result');
    const table = lossTable(results);
    const folder = join(root, '.leasehold');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'loss-table.md'), table);
    const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8');
    assert.ok(
      readme.includes(`\n\n${table}\n`),
      `the README shows another table than .leasehold/loss-table.md:\n${table}`,
    );
  });
});
