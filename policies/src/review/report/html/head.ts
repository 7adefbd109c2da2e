import type { Review } from '../review.ts';
import { type PartVerdict, verdictOf } from '../verdict.ts';
import { html, type Markup } from './markup.ts';
import { codeMarkup } from './phrase.ts';
import type { Section } from './section.ts';

const marks: Readonly<Record<PartVerdict['state'], readonly [mark: string, word: string]>> = {
  good: ['✓', 'good'],
  bad: ['✗', 'wrong'],
  act: ['!', 'to be done'],
  read: ['→', 'to be read'],
  none: ['–', 'not run'],
};

/** Title, the verdict of each part in a figure and a sentence, what was reviewed, and the way to each part. */
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
  const verdicts = verdictOf(review);
  return html`<header>
<p class="eyebrow">Leasehold</p>
<h1>Policy review</h1>
<p class="lead">${summary(verdicts)}</p>
<ul class="tiles">${verdicts.map(tile)}</ul>
<dl class="facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
<nav aria-labelledby="contents"><h2 id="contents">Contents</h2><ol>${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ol></nav>
</header>
`;
}

/** The id of a part's section is the part's name. */
function tile({ part, state, figure, label, sentence }: PartVerdict): Markup {
  const [mark, word] = marks[state];
  return html`<li class="tile ${state}"><a href="#${part}"><span class="mark" role="img" aria-label="${word}">${mark}</span>
<span class="number">${figure}</span> <span class="label">${label}</span> <span class="sentence">${sentence}</span></a></li>
`;
}

function summary(verdicts: readonly PartVerdict[]): string {
  const any = (state: PartVerdict['state']) => verdicts.some((verdict) => verdict.state === state);
  if (any('bad')) return 'Do not deploy this: at least one check failed. Start with what is marked ✗.';
  const outside = any('act') ? ' Before it is deployed, something is to be done elsewhere: see what is marked !.' : '';
  if (any('read')) {
    const isOpened = verdicts.some(
      ({ part, state, figure }) => part === 'changes' && state === 'read' && figure !== '0',
    );
    const what = isOpened
      ? 'Requests became possible that were not before: read whether they should be.'
      : 'No request was found that became possible, but not everything is asked: read what is marked →.';
    return `Every check that ran passed. ${what}${outside}`;
  }
  if (any('none')) return `Every check that ran passed. Not every check was part of this run.${outside}`;
  return `Every check passed, and no request became possible that was not before.${outside}`;
}
