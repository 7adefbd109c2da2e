import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { type ProveRequest, proveCommand } from '../../src/proof/prove-command.ts';

const misspelt: readonly (readonly [ProveRequest, code: string, names: RegExp])[] = [
  [{ theorems: ['read-only', 'isolaton'] }, 'unknown-theorem', /"isolaton".*: isolation, /],
  [{ broken: 'leading-key', theorems: ['isolation'] }, 'unknown-broken-set', /"leading-key".*leading-key-prefix/],
];

describe('The prove command', () => {
  for (const [request, code, names] of misspelt) {
    it(`prints nothing of a proof when it is asked for what is not there: ${code}`, async () => {
      const lines: string[] = [];
      await assert.rejects(proveCommand(request, { print: (line) => lines.push(line) }), (error) => {
        return error instanceof Error && 'code' in error && error.code === code && names.test(error.message);
      });
      assert.deepEqual(lines, []);
    });
  }

  it('names the tenant that is reached, and by whom', async () => {
    const lines: string[] = [];
    const status = await proveCommand(
      { broken: 'leading-key-prefix', theorems: ['isolation'] },
      { print: (line) => lines.push(line) },
    );
    assert.equal(status, 1);
    const [, tenant, other] = /^ +(\S+)'s session reads (\S+)'s item\.$/m.exec(lines.join('\n')) ?? [];
    assert.ok(tenant !== undefined && other?.startsWith(tenant) && other !== tenant, lines.join('\n'));
    assert.doesNotMatch(lines.join('\n'), /the caller's account/);
  });
});
