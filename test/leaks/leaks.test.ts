import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, it } from 'mocha';

const mocha = createRequire(import.meta.url).resolve('mocha/bin/mocha.js');
const hooks = join(import.meta.dirname, 'root-hooks.ts');
const fixture = join(import.meta.dirname, 'leaking.fixture.ts');

describe('the watch over the whole run', () => {
  for (const leak of ['token', 'key', 'session']) {
    it(`fails a file whose service writes a ${leak} into its log`, async () => {
      const { code, output } = await run({ LEAK: leak, INTO: 'log' });
      assert.notEqual(code, 0, output);
      assert.match(output, /1 outputs hold a secret verbatim:\s+a service log: /);
    });
  }

  for (const [into, where, what] of [
    ['answer', 'the headers of an answer', 'whose service answers with a token in a status text'],
    ['metrics', 'a metrics reply', 'whose service has a token among its metrics'],
    ['output', 'standard error', 'that prints a token'],
    ['process', 'output of a process', 'that starts a process which prints a token'],
  ] as const) {
    it(`fails a file ${what}`, async () => {
      const { code, output } = await run({ LEAK: 'token', INTO: into });
      assert.notEqual(code, 0, output);
      assert.match(output, new RegExp(`outputs hold a secret verbatim:\\s+${where}: `));
    });
  }

  it('lets one pass that does the same and leaks nothing', async () => {
    const { code, output } = await run({ LEAK: 'none', INTO: 'log' });
    assert.equal(code, 0, output);
  });
});

function run(leak: Readonly<Record<string, string>>): Promise<{ readonly code: number; readonly output: string }> {
  return new Promise((resolve) => {
    const args = [mocha, '--no-config', '--timeout', '30000', '--require', hooks, fixture];
    // Nothing it prints may reach this run's own watch as it is: the token is another process's, and unknown here.
    execFile(process.execPath, args, { env: { ...process.env, ...leak } }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : 1, output: stdout + stderr });
    });
  });
}
