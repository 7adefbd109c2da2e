import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import { theorems } from '../../src/proof/theorems/all.ts';

describe('The README of the policies', () => {
  it('has every theorem with what it says, in the order of the proof, and no other', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    const section = readme.slice(readme.indexOf('## The proof'), readme.indexOf('How it is kept honest'));
    const rows = [...section.matchAll(/^\| `([^`]+)` +\| (.+?) +\|$/gm)].map(([, name, says]) => ({ name, says }));
    assert.deepEqual(
      rows,
      theorems.map(({ name, says }) => ({ name, says })),
    );
  });
});
