import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** One thing that must hold of the source text: a command that exits 0 when it does. */
export interface Stage {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** What to do when it fails. */
  readonly advice: string;
}

export const root = join(import.meta.dirname, '..', '..');
const contract = join(root, 'packages', 'contract');

/** Every workspace folder that has its own package.json, relative to the root. */
export function workspaceFolders(): string[] {
  const packages = readdirSync(join(root, 'packages')).map((name) => join('packages', name));
  return [...packages, 'policies', 'infra', 'audit', 'test'].filter((folder) =>
    existsSync(join(root, folder, 'package.json')),
  );
}

/** The stages, fastest first. */
export function stages(): Stage[] {
  const here = { cwd: root };
  return [
    {
      ...here,
      name: 'format and lint',
      command: 'biome',
      args: ['ci', '--error-on-warnings', '--colors=off'],
      advice: 'run `biome check --write`',
    },
    { name: 'proto lint', command: 'buf', args: ['lint'], cwd: contract, advice: 'buf lint STANDARD and COMMENTS' },
    {
      name: 'proto breaking change',
      command: 'buf',
      args: ['breaking', '--against', `${join(root, '.git')}#ref=${contractBaseline()},subdir=packages/contract`],
      cwd: contract,
      advice: 'the contract may only grow; a breaking change needs a new version package',
    },
    {
      name: 'generated code is current',
      command: process.execPath,
      args: [join(import.meta.dirname, 'generated-code.ts')],
      cwd: contract,
      advice: 'run `pnpm --filter @leasehold/contract generate` and commit the result',
    },
    {
      ...here,
      // One program for all folders: most of the time goes into reading what they all import.
      name: 'types',
      command: 'tsc',
      args: ['-p', '.'],
      advice: 'mend the types',
    },
    {
      ...here,
      name: 'unused exports and dependencies',
      command: 'knip',
      args: ['--no-progress'],
      advice: 'delete what nobody uses',
    },
  ];
}

/** The import table and the other rules of the workspace; the test run has them as tests of their own. */
export const workspaceRules: Stage = {
  name: 'package table',
  command: 'mocha',
  args: ['--no-config', '--reporter', 'dot', 'test/workspace/*.test.ts'],
  cwd: root,
  advice: 'test/workspace/import-table.ts says who may depend on whom',
};

/** While the contract is being edited, the last commit; once it is committed, the commit before. */
function contractBaseline(): string {
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  const edited = git('status', '--porcelain', '--', 'packages/contract/proto') !== '';
  if (edited) return 'HEAD';
  try {
    git('cat-file', '-e', 'HEAD~1:packages/contract/buf.yaml');
    return 'HEAD~1';
  } catch {
    return 'HEAD'; // the first commit of a repository, or a shallow clone: nothing older to compare with
  }
}
