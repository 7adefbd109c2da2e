import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'mocha';
import { machineryFolders } from '../../src/review/machinery/machinery.ts';

const top = fileURLToPath(new URL('../../../', import.meta.url));

/** What the documents are made of. They are what is judged, by their rendered text. */
const judged = /^policies\/src\/(?:documents\/|granted-actions\.ts|session-tags\.ts)/;

/** Where documents and proof meet: it only hands the documents over. */
const meeting = 'policies/src/policy-set.ts';

function importsOf(file: string): readonly string[] {
  const text = readFileSync(join(top, file), 'utf8');
  return [...text.matchAll(/from '(\.[^']+)'/g)].map(([, path = '']) => relative(top, join(top, dirname(file), path)));
}

/** Everything that is reached from the files by imports within the package, up to where documents are made. */
function reached(from: readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const open = [...from];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    if (file !== meeting) open.push(...importsOf(file));
  }
  return seen;
}

/** What decides whether a theorem is proved; what prints it is not among them. */
const proof = [
  ...['theorems', 'model', 'translate', 'smt'].flatMap((part) =>
    globSync(`policies/src/proof/${part}/**/*.ts`, { cwd: top }),
  ),
  ...['prove-theorem', 'prove-set', 'counterexample', 'engine-decision'].map((name) => `policies/src/proof/${name}.ts`),
];

describe('What the proof promises', () => {
  it('is written out in it: no list that a document is made of can change a theorem', () => {
    assert.ok(proof.length > 40);
    const shared = [...reached(proof)].filter((file) => judged.test(file));
    assert.deepEqual(shared, []);
  });

  it('rests on nothing whose change a review would not tell', () => {
    const listed = machineryFolders.flatMap(([, folders]) => folders);
    const untold = [...reached(proof)].filter(
      (file) => !listed.some((one) => file === one || file.startsWith(`${one}/`)),
    );
    assert.deepEqual(untold, []);
  });
});
