import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { runStage } from './run-stage.ts';
import { stages } from './stages.ts';

describe('the source', () => {
  for (const stage of stages()) {
    it(`passes: ${stage.name}`, async () => {
      const result = await runStage(stage);
      assert.ok(result.ok, `${result.output}\n→ ${stage.advice}`);
    });
  }

  it('can fail a stage: a command that exits 1 or does not exist is not a pass', async () => {
    const cwd = import.meta.dirname;
    const base = { name: 'control', cwd, advice: '' };
    assert.equal((await runStage({ ...base, command: process.execPath, args: ['-e', 'process.exit(1)'] })).ok, false);
    assert.equal((await runStage({ ...base, command: 'no-such-command', args: [] })).ok, false);
  });
});
