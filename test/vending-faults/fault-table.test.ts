import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { vendingDefaults } from '@leasehold/vending';
import { describe, it } from 'mocha';
import { root } from '../check/stages.ts';
import type { Codes, FaultRow, RowResult } from './fault-row.ts';
import { faultRows } from './fault-rows.ts';
import { faultTable } from './fault-table.ts';
import { runRow } from './run-row.ts';

describe('the fault table', () => {
  const results: (readonly [FaultRow, RowResult])[] = [];

  for (const row of faultRows) {
    it(`holds under: ${row.name}`, async () => {
      const result = await runRow(row);
      results.push([row, result]);
      const shown = faultTable([[row, result]]);
      assertSeen(result.residents, row.residents, shown);
      assertSeen(result.newcomer, row.newcomer, shown);
      assert.ok(result.attempts <= result.atMost, shown);
      assert.ok(result.staleServed >= (row.staleAtLeast ?? 0), shown);
      assert.ok(result.longestWaitMs.residents <= vendingDefaults.mandatoryWaitMs, shown);
      assert.ok(result.longestWaitMs.newcomer <= (row.waitAtMostMs ?? 0), shown);
      if (row.endsEarly === undefined) assert.equal(result.endedEarly, 0, shown);
    });
  }

  it('is what the README of this folder shows', () => {
    assert.equal(results.length, faultRows.length, 'some row has no result');
    const table = faultTable(results);
    const folder = join(root, '.leasehold');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'fault-table.md'), table);
    const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8');
    assert.ok(
      readme.includes(`\n\n${table}\n`),
      `the README shows another table than .leasehold/fault-table.md:\n${table}`,
    );
  });
});

/** Every code seen is one that may be, and every code that may be was seen: a row that shows less proves less. */
function assertSeen(seen: ReadonlyMap<string, number>, may: Codes, shown: string): void {
  assert.deepEqual([...seen.keys()].sort(), [...may].sort(), shown);
}
