import { execFileSync } from 'node:child_process';
import { PolicyError } from '../policy-error.ts';

/** There is no such revision in this repository, or no repository, or no git. */
export class UnknownRevisionError extends PolicyError {
  readonly code = 'unknown-revision';
  readonly revision: string;

  constructor(revision: string, cause: unknown) {
    super(
      `git knows no revision ${JSON.stringify(revision)} here: name a commit, a tag or a branch that has been fetched`,
    );
    this.revision = revision;
    this.cause = cause;
  }
}

/** The revision is from before documents were rendered, so there is nothing to compare with. */
export class NoRenderedDocumentsError extends PolicyError {
  readonly code = 'no-documents';

  /** `first` has them, as far as is known here. */
  constructor(revision: string, first: string | null) {
    const which = first === null ? 'a revision that has them' : `${first}, the first that has them, or a later one`;
    super(`${JSON.stringify(revision)} has no documents in ${rendered} to compare with: name ${which}`);
  }
}

/** A revision of the repository that `folder` is in. */
export interface GitRevision {
  /** The full id of the commit. */
  readonly commit: string;
  /** The rendered documents as the commit has them, for `renderedSet`; `null` for a file that it does not have. */
  readonly readRendered: (path: string) => string | null;
  /** Those of the files, and those below the folders, that differ from the commit now, from the top of the repository; new ones too. */
  readonly changedFiles: (folders: readonly string[]) => readonly string[];
  /** `policies/proof.md`, whose table lists the theorems; `null` for none. */
  readonly theoremList: string | null;
}

/** @throws UnknownRevisionError */
export function gitRevision(revision: string, folder: string): GitRevision {
  const commit = commitOf(revision, folder);
  const files = new Set(git(folder, 'ls-tree', '-r', '--name-only', '--full-tree', commit, '--', rendered).split('\n'));
  return {
    commit,
    readRendered: (path) =>
      files.has(rendered + path) ? git(folder, 'cat-file', 'blob', `${commit}:${rendered}${path}`) : null,
    changedFiles: (folders) => {
      const below = folders.map((one) => `:/${one}`);
      const changed = git(folder, 'diff', '--name-only', '--no-relative', commit, '--', ...below);
      const added = git(folder, 'ls-files', '--others', '--exclude-standard', '--full-name', '--', ...below);
      return [...new Set(`${changed}${added}`.split('\n'))].filter((name) => name !== '').sort();
    },
    theoremList: hasTheorems(commit, folder) ? git(folder, 'cat-file', 'blob', `${commit}:${theoremsFile}`) : null,
  };
}

/** The earliest commit, on the way to the one that is checked out, that brought rendered documents; `null` for none. */
export function firstRendered(folder: string): string | null {
  const added = git(folder, 'log', '--diff-filter=A', '--format=%h', 'HEAD', '--', `:/${rendered}`);
  return added.trim().split('\n').at(-1) || null;
}

/** The commit that is checked out, with `+` when the policies differ from it; `null` outside a repository. */
export function checkedOutRevision(folder: string): string | null {
  try {
    const changed = git(folder, 'status', '--porcelain', '--', ':/policies').trim() !== '';
    return commitOf('HEAD', folder).slice(0, 12) + (changed ? '+' : '');
  } catch {
    return null;
  }
}

const rendered = 'policies/rendered/';
const theoremsFile = 'policies/proof.md';

function hasTheorems(commit: string, folder: string): boolean {
  return git(folder, 'ls-tree', '--name-only', '--full-tree', commit, '--', theoremsFile).trim() !== '';
}

function commitOf(revision: string, folder: string): string {
  try {
    // Whatever the text is, it is no option of git.
    return git(folder, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`).trim();
  } catch (error) {
    throw new UnknownRevisionError(revision, error);
  }
}

function git(cwd: string, ...args: string[]): string {
  return execFileSync('git', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 2 ** 24 });
}
