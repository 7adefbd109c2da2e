import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import type { Review } from '../../src/review/report/review.ts';
import { reviewSarif } from '../../src/review/report/sarif.ts';
import { badReview, goodReview, shortReview } from './sample-review.ts';
import { assertSarif } from './sarif-shape.ts';

interface Log {
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
      readonly originalUriBaseIds: Readonly<Record<string, unknown>>;
      readonly results: readonly Result[];
    },
  ];
}

interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly locations: readonly [
    {
      readonly physicalLocation: {
        readonly artifactLocation: { readonly uri: string; readonly uriBaseId: string };
        readonly region: { readonly startLine: number };
      };
      readonly logicalLocations?: readonly [{ readonly name: string }];
    },
  ];
}

const reviews: Readonly<Record<string, Review>> = { bad: badReview(), good: goodReview(), short: shortReview() };

function runOf(review: Review): Log['runs'][0] {
  return (JSON.parse(reviewSarif(review)) as Log).runs[0];
}

describe('The review as SARIF', () => {
  for (const [name, review] of Object.entries(reviews)) {
    it(`of the ${name} sample has the shape that SARIF 2.1.0 demands`, () =>
      assertSarif(JSON.parse(reviewSarif(review))));

    it(`of the ${name} sample names its rules, and points at lines of files that are checked in`, () => {
      const { tool, results, originalUriBaseIds } = runOf(review);
      const ids = tool.driver.rules.map(({ id }) => id);
      assert.equal(new Set(ids).size, ids.length);
      for (const { ruleId, ruleIndex, locations } of results) {
        assert.equal(ids[ruleIndex], ruleId);
        const [{ physicalLocation, logicalLocations }] = locations;
        assert.ok(physicalLocation.artifactLocation.uriBaseId in originalUriBaseIds);
        const file = new URL(`../../../${physicalLocation.artifactLocation.uri}`, import.meta.url);
        const line = readFileSync(file, 'utf8').split('\n')[physicalLocation.region.startLine - 1];
        assert.equal(line?.trim(), logicalLocations === undefined ? '{' : `"Sid": "${logicalLocations[0].name}",`);
      }
      const prints = results.map(({ partialFingerprints }) => JSON.stringify(partialFingerprints));
      assert.equal(new Set(prints).size, prints.length);
    });
  }

  it('has lint findings, theorems that are not proved, and requests that changed, each at its level', () => {
    const { results } = runOf(badReview());
    const told = results.map(({ ruleId, level }) => `${level} ${ruleId}`);
    for (const due of [
      'error no-wildcard-action',
      'note character-budget',
      'error theorem/read-only',
      'error theorem/attribution',
      'warning newly-allowed',
      'note newly-denied',
    ]) {
      assert.ok(told.includes(due), due);
    }
    assert.ok(!told.includes('error theorem/isolation'));
    const refuted = results.find(({ ruleId }) => ruleId === 'theorem/read-only');
    assert.match(refuted?.message.text ?? '', /TENANT#acme2/);
  });

  it('has no result but notes when all is well', () => {
    for (const { level } of runOf(goodReview()).results) assert.equal(level, 'note');
  });

  it('is refused by the check of its shape when a property is missing, misspelt or of another kind', () => {
    const whole = reviewSarif(badReview());
    for (const [from, to] of [
      ['"ruleId"', '"ruleID"'],
      ['"version": "2.1.0"', '"version": "2.0.0"'],
      ['"level": "warning"', '"level": "warn"'],
      ['"startLine": 1', '"startLine": 0'],
      ['"uri": "policies', '"uri": "/policies'],
    ] as const) {
      assert.ok(whole.includes(from), from);
      assert.throws(() => assertSarif(JSON.parse(whole.replace(from, to))), from);
    }
  });
});
