import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { checkedOutRevision, gitRevision, UnknownRevisionError } from '../../src/review/git-revision.ts';
import { modeSet, writeRendered } from '../../src/review/rendered/rendered-files.ts';
import { renderedSet } from '../../src/review/rendered/rendered-set.ts';

describe('A revision of the repository', () => {
  let repository = '';
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
      cwd: repository,
      encoding: 'utf8',
    });

  before(() => {
    repository = mkdtempSync(join(tmpdir(), 'leasehold-git-'));
    git('init', '-q', '-b', 'main');
    mkdirSync(join(repository, 'policies', 'rendered'), { recursive: true });
    writeRendered(join(repository, 'policies', 'rendered'));
    git('add', '.');
    git('commit', '-q', '-m', 'with all documents');
    git('tag', 'whole');
    rmSync(join(repository, 'policies', 'rendered', 'web-identity', 'tenant-boundary.json'));
    git('commit', '-q', '-a', '-m', 'without the boundary');
  });

  after(() => rmSync(repository, { recursive: true }));

  it('gives the documents as they were, and none that it did not have', () => {
    const whole = gitRevision('whole', repository);
    assert.equal(whole.commit, git('rev-parse', 'whole').trim());
    const { set, missing } = renderedSet('web-identity', whole.readRendered);
    assert.deepEqual(missing, []);
    assert.deepEqual(set, JSON.parse(JSON.stringify(modeSet('web-identity'))));
    assert.deepEqual(renderedSet('web-identity', gitRevision('main', repository).readRendered).missing, [
      'tenant-boundary',
    ]);
  });

  it('is found from a folder below the top', () => {
    const { missing } = renderedSet('web-identity', gitRevision('whole', join(repository, 'policies')).readRendered);
    assert.deepEqual(missing, []);
  });

  for (const name of ['no-such-branch', '--help', '-h', '', 'whole:policies', 'a b']) {
    it(`is refused by name when it is none: ${JSON.stringify(name)}`, () => {
      assert.throws(
        () => gitRevision(name, repository),
        (error) => error instanceof UnknownRevisionError && error.revision === name,
      );
    });
  }

  it('names the files that differ from it, changed, new and taken away, wherever it is asked from', () => {
    const folder = join(repository, 'policies', 'cases');
    mkdirSync(folder, { recursive: true });
    for (const name of ['kept', 'changed', 'gone']) writeFileSync(join(folder, name), '');
    writeFileSync(join(repository, 'policies', 'proof.md'), '## The theorems');
    git('add', '.');
    git('commit', '-q', '-m', 'with cases');
    git('tag', 'cases');
    writeFileSync(join(folder, 'changed'), '2');
    writeFileSync(join(folder, 'new'), '');
    rmSync(join(folder, 'gone'));
    for (const from of [repository, join(repository, 'policies')]) {
      const { changedFiles, theoremList } = gitRevision('cases', from);
      assert.deepEqual(
        changedFiles(['policies/cases', 'policies/src/proof']),
        ['changed', 'gone', 'new'].map((name) => `policies/cases/${name}`),
      );
      assert.deepEqual(changedFiles(['policies/src/proof']), []);
      assert.equal(theoremList, '## The theorems');
    }
    assert.equal(gitRevision('whole', repository).theoremList, null);
    git('checkout', '-q', '-f', 'cases');
    rmSync(join(folder, 'new'));
  });

  it('says which commit is checked out, and whether the policies differ from it', () => {
    const short = git('rev-parse', 'HEAD').trim().slice(0, 12);
    assert.equal(checkedOutRevision(repository), short);
    writeFileSync(join(repository, 'policies', 'new'), '');
    assert.equal(checkedOutRevision(join(repository, 'policies')), `${short}+`);
    assert.equal(checkedOutRevision(tmpdir()), null);
  });
});
