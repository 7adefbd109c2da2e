import type { ActionList } from '../action-list.ts';
import type { Glob, Segment } from '../matching/glob.ts';
import type { PolicyKind } from '../policy.ts';
import { PolicyGrammarError } from '../policy-grammar-error.ts';
import { type Item, oneOrMore, requireString } from './members.ts';

const grammar = /^[A-Za-z0-9-]{1,64}:[A-Za-z0-9*?_-]{1,128}$/;
const trustGrammar = /^sts:/i;

/** @throws PolicyGrammarError when a value is neither `service:Action` nor `*`. */
export function compileActions(element: Item, kind: PolicyKind): ActionList {
  const names = new Set<string>();
  const patterns: Glob[] = [];
  for (const item of oneOrMore(element.value, element.path)) {
    const text = requireString(item);
    if (text !== '*' && !grammar.test(text)) {
      throw new PolicyGrammarError(item.path, 'must be service:Action, wildcards in the action only, or *');
    }
    if (kind === 'trust' && !trustGrammar.test(text)) {
      throw new PolicyGrammarError(item.path, 'must be an action of sts');
    }
    const folded = text.toLowerCase();
    if (/[*?]/.test(folded)) patterns.push(actionGlob(folded));
    else names.add(folded);
  }
  return { names, patterns };
}

function actionGlob(text: string): Glob {
  const [first = '', ...rest] = text.split('*');
  return [segment(first), ...rest.map(segment)];
}

function segment(text: string): Segment {
  return { text, anyAt: [...text].flatMap((character, index) => (character === '?' ? [index] : [])) };
}
