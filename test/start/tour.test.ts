import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { after, before, describe, it } from 'mocha';
import { emptyFolder, removeFolder } from './started.ts';

const entry = fileURLToPath(new URL('./tour/main.ts', import.meta.resolve('@leasehold/dev')));

describe('tour, as a user runs it', () => {
  let folder: string;
  before(async () => {
    folder = await emptyFolder();
  });
  after(() => removeFolder(folder));

  it('shows every claim held within 30 s, leaves nothing behind and exits with 0', async () => {
    const child = spawn(process.execPath, [entry], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 30_000,
      killSignal: 'SIGKILL',
    });
    const [output, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    assert.deepEqual([code, errors], [0, ''], output);
    const [, held, total] = /\n(\d+) of (\d+) claims held, in [\d.]+ s\n$/.exec(output) ?? [];
    assert.equal(held, total);
    assert.equal(output.split('✔').length - 1, Number(held));
    assert.ok(Number(held) >= 16, `${held} claims`);
    assert.equal(output.includes('✘'), false);
    assert.match(
      output,
      /User: \S+assumed-role\/leasehold-tenant-reader\/acme is not authorized to perform: ssm:GetParameter/,
    );
    assert.match(
      output,
      /User: \S+assumed-role\/leasehold-tenant-reader\/acme is not authorized to perform: dynamodb:GetItem/,
    );
    assert.deepEqual(await readdir(folder), []);
  });
});
