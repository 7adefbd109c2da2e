import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { smallMemoryFlags } from '@leasehold/config-service';
import { describe, it } from 'mocha';

const keepMuch = `
  const kept = [];
  for (let each = 0; each < 1_000_000; each += 1) kept.push({ each });
  const young = require('node:v8').getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
  console.log(young.space_size);
`;

describe("node's flags for small memory", () => {
  it('keep the young generation within 16 MiB, however much is kept, which it is not without them', async () => {
    // 8 MiB, and while pages of it are being promoted up to that again.
    const youngBytes = async (flags: readonly string[]): Promise<number> => {
      const { stdout } = await promisify(execFile)(process.execPath, [...flags, '--eval', keepMuch]);
      return Number(stdout);
    };
    const [with4, without] = [await youngBytes(smallMemoryFlags), await youngBytes([])];
    assert.ok(with4 <= 16 * 2 ** 20, `${with4} bytes`);
    assert.ok(without > 16 * 2 ** 20, `${without} bytes without them`);
  });

  it('are in the command that the README gives', async () => {
    const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
    assert.ok(readme.includes(`\nnode ${smallMemoryFlags.join(' ')} packages/config-service/src/main.ts`));
  });
});
