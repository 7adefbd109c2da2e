import type { Review } from '../review.ts';
import { changesSection } from './changes.ts';
import { documentsSection } from './documents.ts';
import { headMarkup } from './head.ts';
import { limitsSection } from './limits.ts';
import { lintSection } from './lint.ts';
import { html } from './markup.ts';
import { matrixSection } from './matrix.ts';
import { mutationSection } from './mutation.ts';
import { proofSection } from './proof.ts';
import { sectionMarkup } from './section.ts';
import { styleElement } from './style.ts';

/**
 * The review as one HTML file: no script, no network (its own policy forbids both), for screen, telephone and paper. Every
 * text in it is escaped. What a reviewer asks first stands first: what changed, what a session can do, why that is so.
 */
export function reviewHtml(review: Review): string {
  const sections = [
    changesSection(review),
    matrixSection(review),
    proofSection(review),
    documentsSection(review),
    mutationSection(review),
    lintSection(review),
    limitsSection(),
  ];
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Policy review ${review.revision ?? ''}</title>
${styleElement}
</head>
<body>
${headMarkup(review, sections)}<main>
${sections.map(sectionMarkup)}</main>
</body>
</html>
`.text;
}
