import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { GatheredLines } from '../../src/logging/gathered-lines.ts';

describe('Gathered log lines', () => {
  it('come out whole, in order and unchanged, whatever their length and characters', () => {
    const line = fc
      .string({ unit: 'binary', maxLength: 60 })
      .map((text) => `${text.toWellFormed().replaceAll('\n', ' ')}\n`);
    const handNow = fc.constant(null);
    fc.assert(
      fc.property(fc.array(fc.oneof(line, handNow), { maxLength: 60 }), (steps) => {
        const pieces: Buffer[] = [];
        const lines = new GatheredLines(64, (piece) => pieces.push(piece));
        for (const step of steps) {
          if (step === null) lines.handOn();
          else lines.add(step);
        }
        lines.handOn();
        assert.equal(Buffer.concat(pieces).toString(), steps.filter((step) => step !== null).join(''));
        assert.ok(pieces.every((piece) => piece.at(-1) === 0x0a));
      }),
    );
  });

  it('are handed on only once a piece is full', () => {
    const pieces: string[] = [];
    const lines = new GatheredLines(64, (piece) => pieces.push(piece.toString()));
    for (let index = 0; index < 8; index += 1) lines.add(`line ${index}\n`);
    assert.deepEqual(pieces, ['line 0\nline 1\nline 2\nline 3\nline 4\nline 5\nline 6\n']);
    lines.handOn();
    lines.handOn();
    assert.deepEqual(pieces.slice(1), ['line 7\n']);
  });
});
