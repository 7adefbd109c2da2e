import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { DocumentEdit } from '../../src/cases/case-documents.ts';
import { judgeFile } from '../../src/cases/judge-case.ts';
import { loadCases } from '../../src/cases/load-cases.ts';
import type { PolicyDocument } from '../../src/index.ts';

/** A mistake someone could make in a document, and the case that must then come out otherwise than written. */
type Mistake = readonly [mistake: string, change: (document: PolicyDocument) => PolicyDocument, noticedBy: string];

const files = loadCases();
const asShipped = files.flatMap((file) => judgeFile(file));

/** A case that cannot fail proves nothing: a test a row sees at least the named case fail. */
export function noticedIn(name: string, mistakes: readonly Mistake[]): void {
  describe('a broken document', () => {
    for (const [mistake, change, named] of mistakes) {
      it(`is noticed when ${mistake}`, () => {
        const before = asShipped.find((one) => one.name === named);
        assert.equal(before?.complaint, null, 'the case exists and goes as written on the shipped documents');
        const broken = once((other, document) => (other === name ? change(document) : document));
        const after = files.flatMap((file) => judgeFile(file, broken)).filter((one) => one.otherEffect);
        assert.ok(
          after.some((one) => one.name === named),
          `cases that noticed: ${after.map((one) => one.name).join('; ') || 'none'}`,
        );
      });
    }
  });
}

/** Edits each object once, so that what comes out is compiled once for all cases. */
function once(edit: DocumentEdit): DocumentEdit {
  const edited = new Map<PolicyDocument, PolicyDocument>();
  return (name, document) => {
    const known = edited.get(document) ?? edit(name, document);
    edited.set(document, known);
    return known;
  };
}
