import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { root, workspaceFolders } from '../check/stages.ts';
import { readLockfile } from './lockfile.ts';

/** The oracle and what comes with it, all AGPL-3.0. */
const copyleft = ['@cloud-copilot/iam-simulate', '@cloud-copilot/iam-policy', '@cloud-copilot/iam-utils'];
const isCopyleft = (snapshot: string): boolean => copyleft.some((name) => snapshot.startsWith(`${name}@`));

/** Everything that `folder` installs, whatever for, its workspace packages included. */
function installedBy(folder: string): ReadonlySet<string> {
  const { importers, snapshots } = readLockfile();
  const found = new Set<string>();
  const seen = new Set<string>();
  const visit = (each: string): void => {
    if (seen.has(each)) return;
    seen.add(each);
    for (const snapshot of importers.get(each)?.values() ?? []) {
      const link = /@link:(.+)$/.exec(snapshot)?.[1];
      if (link !== undefined) visit(join(each, link));
      else add(snapshot);
    }
  };
  const add = (snapshot: string): void => {
    if (found.has(snapshot)) return;
    found.add(snapshot);
    for (const next of snapshots.get(snapshot) ?? []) add(next);
  };
  visit(folder);
  return found;
}

describe('the oracle never ships', () => {
  it('is a devDependency of test/ and of nothing else, in every package.json', () => {
    for (const folder of ['.', ...workspaceFolders()]) {
      const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
      for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies']) {
        const named = Object.keys(manifest[kind] ?? {}).filter((name) => copyleft.includes(name));
        const expected = folder === 'test' && kind === 'devDependencies' ? ['@cloud-copilot/iam-simulate'] : [];
        assert.deepEqual(named, expected, `${folder}: ${kind}`);
      }
    }
  });

  for (const folder of ['.', ...workspaceFolders()].filter((each) => each !== 'test')) {
    it(`${folder} does not install it, through whatever dependency, by the lockfile`, () => {
      const installed = installedBy(folder);
      assert.ok(folder === 'packages/iam-engine' || installed.size > 0);
      assert.deepEqual([...installed].filter(isCopyleft), []);
    });
  }

  it('test/ does, so the lockfile is read as it is meant', () => {
    assert.equal([...installedBy('test')].filter(isCopyleft).length, copyleft.length);
  });

  it('is imported by the program of the child process and by no other file', () => {
    const files = execFileSync(
      'git',
      ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts', '*.js', '*.mjs'],
      {
        cwd: root,
        encoding: 'utf8',
      },
    );
    const importing = files.split('\n').filter((file) => {
      if (file === '' || file === 'test/oracle/shipping.test.ts') return false;
      const text = readFileSync(join(root, file), 'utf8');
      return copyleft.some((name) => text.includes(`'${name}`) || text.includes(`"${name}`));
    });
    assert.deepEqual(importing, ['test/oracle/child.ts']);
  });
});
