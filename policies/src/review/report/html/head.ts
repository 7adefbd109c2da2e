import type { Review } from '../review.ts';
import { type PartVerdict, verdictOf } from '../verdict.ts';
import { html, type Markup } from './markup.ts';
import { codeMarkup } from './phrase.ts';
import type { Section } from './section.ts';

const marks: Readonly<Record<PartVerdict['state'], string>> = { good: '✓', bad: '✗', read: '→', none: '–' };

const targets: Readonly<Record<PartVerdict['part'], string>> = {
  proof: 'proof',
  changes: 'changes',
  mutation: 'mutation',
  lint: 'lint',
};

/** Title, what was reviewed, the result in four figures, and the way to each part. */
export function headMarkup(review: Review, sections: readonly Section[]): Markup {
  const { deployment, revision, base, made } = review;
  const facts: readonly (readonly [string, Markup | string])[] = [
    ['Revision', codeMarkup(revision ?? 'working tree')],
    ['Compared with', base === null ? 'nothing' : codeMarkup(base)],
    ['Made', `${made.slice(0, 16).replace('T', ' ')} UTC`],
    [
      'Deployment',
      html`account ${codeMarkup(deployment.account)}, ${deployment.region}, table ${codeMarkup(deployment.table)}`,
    ],
  ];
  return html`<header>
<p class="eyebrow">Leasehold</p>
<h1>Policy review</h1>
<p class="lead">${summary(review)}</p>
<ul class="tiles">${verdictOf(review).map(tile)}</ul>
<dl class="facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
<nav aria-label="Contents"><ol>${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ol></nav>
</header>
`;
}

function tile({ part, state, figure, label }: PartVerdict): Markup {
  return html`<li class="tile ${state}"><a href="#${targets[part]}"><span class="mark" aria-hidden="true">${marks[state]}</span>
<span class="number">${figure}</span><span class="label">${label}</span></a></li>`;
}

function summary(review: Review): string {
  const verdicts = verdictOf(review);
  const bad = verdicts.filter(({ state }) => state === 'bad');
  const unread = verdicts.some(({ state }) => state === 'read');
  const missing = verdicts.some(({ state }) => state === 'none');
  if (bad.length > 0) return 'Do not deploy this: at least one check failed. Start with what is marked ✗.';
  if (unread)
    return 'Every check that ran passed. Requests became possible that were not before: read whether they should be.';
  if (missing) return 'Every check that ran passed. Not every check was part of this run.';
  return 'Every check passed, and no request became possible that was not before.';
}
