/*
 * What the results of a review rest on besides the documents. A weakened theorem is proved as well, so whoever reads
 * that all is proved must know whether the prover is the one that the base had.
 */

/** Parts of the repository by what they are called, each with the folders and files it is made of. */
export const machineryFolders: readonly (readonly [part: string, folders: readonly string[]])[] = [
  ['the prover', ['policies/src/proof', 'policies/src/actions']],
  [
    'the names and grammars that all of these share',
    [
      'names',
      'deployment',
      'deployment-grammar',
      'service-endpoints',
      'policy-set',
      'policy-document',
      'policy-error',
      'render',
      'session-name',
    ].map((name) => `policies/src/${name}.ts`),
  ],
  ['the comparison', ['policies/src/compare']],
  ['the mutation', ['policies/src/mutation']],
  ['the equivalents', ['policies/mutation']],
  ['the cases', ['policies/cases']],
  ['the policy engine', ['packages/iam-engine/src']],
];

/** How it differs from the base. */
export interface MachineryChanges {
  readonly parts: readonly { readonly part: string; readonly files: readonly string[] }[];
  /** Theorems that the base had and that are gone, that say something else, and that are new, by name. */
  readonly theorems: {
    readonly gone: readonly string[];
    readonly changed: readonly string[];
    readonly added: readonly string[];
  };
}

/** What differs from the base, of whose theorems nothing is said when it has no list of them. */
export function machineryChanges(
  base: {
    readonly changedFiles: (folders: readonly string[]) => readonly string[];
    readonly theoremList: string | null;
  },
  theorems: readonly { readonly name: string; readonly says: string }[],
): MachineryChanges {
  const files = base.changedFiles(machineryFolders.flatMap(([, folders]) => folders));
  const isIn = (folders: readonly string[]) => (file: string) =>
    folders.some((folder) => file === folder || file.startsWith(`${folder}/`));
  return {
    parts: machineryFolders.map(([part, folders]) => ({ part, files: files.filter(isIn(folders)) })),
    theorems:
      base.theoremList === null ? { gone: [], changed: [], added: [] } : theoremChanges(base.theoremList, theorems),
  };
}

/** Whether there is anything that a reader of the results should look at. */
export function isChanged({ parts, theorems }: MachineryChanges): boolean {
  return [...parts.map(({ files }) => files), ...Object.values(theorems)].some((one) => one.length > 0);
}

/** `the prover: 3 files; the cases: 1; the policy engine: none`. */
export function partsPhrase({ parts }: MachineryChanges): string {
  return parts.map(({ part, files }) => `${part}: ${filesPhrase(files.length)}`).join('; ');
}

/** `isolation says something else; tokens is gone`; empty when neither. */
export function theoremsPhrase({ theorems: { gone, changed, added } }: MachineryChanges): string {
  const said = (names: readonly string[], what: string) => (names.length === 0 ? [] : [`${what}: ${names.join(', ')}`]);
  return [
    ...said(gone, 'theorems that are gone'),
    ...said(changed, 'theorems that say something else'),
    ...said(added, 'theorems that are new'),
  ].join('; ');
}

function filesPhrase(count: number): string {
  if (count === 0) return 'unchanged';
  return count === 1 ? '1 file' : `${count} files`;
}

/** The table of theorems of a `policies/proof.md`, held against the theorems that are proved now. */
function theoremChanges(
  list: string,
  theorems: readonly { readonly name: string; readonly says: string }[],
): MachineryChanges['theorems'] {
  const section = list.slice(list.indexOf('## The theorems'));
  const rows = [...section.matchAll(/^\| `([^`]+)` +\| (.+?) +\|$/gm)];
  const before = new Map(rows.map(([, name = '', says = '']) => [name, says]));
  const now = new Map(theorems.map(({ name, says }) => [name, says]));
  return {
    gone: [...before.keys()].filter((name) => !now.has(name)),
    changed: [...now].filter(([name, says]) => before.has(name) && before.get(name) !== says).map(([name]) => name),
    added: [...now.keys()].filter((name) => !before.has(name)),
  };
}
