import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reviewHtml } from './html/page.ts';
import type { Review } from './review.ts';
import { reviewSarif } from './sarif.ts';

/** The review as JSON, for tools: all of it, rows that the HTML puts together included. */
export function reviewJson(review: Review): string {
  return `${JSON.stringify(review, null, 2)}\n`;
}

/** Writes `review.html`, `review.json` and `review.sarif` into `dir`, which is made if it is not there; answers with their paths. */
export function writeReview(review: Review, dir: string): readonly string[] {
  mkdirSync(dir, { recursive: true });
  const files = [
    ['review.html', reviewHtml(review)],
    ['review.json', reviewJson(review)],
    ['review.sarif', reviewSarif(review)],
  ] as const;
  return files.map(([name, text]) => {
    const path = join(dir, name);
    writeFileSync(path, text);
    return path;
  });
}
