import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import { theorems } from '../../src/proof/theorems/all.ts';

describe('The list of theorems in proof.md', () => {
  it('has every theorem with what it says, in the order of the proof, and no other', () => {
    const text = readFileSync(new URL('../../proof.md', import.meta.url), 'utf8');
    const section = text.slice(text.indexOf('## The theorems'), text.indexOf('How it is kept honest'));
    const rows = [...section.matchAll(/^\| `([^`]+)` +\| (.+?) +\|$/gm)].map(([, name, says]) => ({ name, says }));
    assert.deepEqual(
      rows,
      theorems.map(({ name, says }) => ({ name, says })),
    );
  });
});
