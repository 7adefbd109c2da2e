import type { Pair, RawDocument } from '../pair.ts';
import { listOf } from '../pair.ts';
import { mapResources, mapStatements } from '../rewrite.ts';
import { meaningOf, variablesOf } from '../variables.ts';
import { type Disagreement, pages } from './disagreement.ts';
import { noArn } from './variable-texts.ts';

/** About `Resource` and `NotResource`. */
export const resourceDisagreements: readonly Disagreement[] = [
  {
    name: 'an incomplete ARN is completed, in NotResource too',
    why: 'AWS adds wildcards for the missing fields in identity-based policies. The oracle does so for Resource only: a NotResource never applies then.',
    right: 'ours',
    source: pages.arns,
    rewrite: (pair) =>
      mapResources(pair, (text) => {
        const missing = 6 - text.split(':').length;
        return text.startsWith('arn:') && missing > 0 ? text + ':*'.repeat(missing) : text;
      }),
  },
  {
    name: 'a star at the end of a segment reaches over colons',
    why: '"If the * wildcard is the last character of a resource ARN segment, it can expand to match beyond the colon boundaries". The oracle keeps it inside.',
    right: 'ours',
    source: pages.resource,
    rewrite: (pair) =>
      mapSpelledOut(pair, (text) =>
        text
          .split(':')
          .slice(0, 5)
          .some((segment) => segment.endsWith('*')),
      ),
  },
  {
    name: 'a wildcard before the first slash or colon of the resource',
    why:
      'The user guide says a resource type may have no wildcard, but not what becomes of one, and only a service knows which part is the type. ' +
      'We match it like any other; the oracle takes it as plain text, so that it matches nothing.',
    right: 'aws-unclear',
    source: pages.arns,
    rewrite: (pair) =>
      mapSpelledOut(pair, (text) => {
        const [first, separator] = firstPart(text);
        return separator !== '' && /[*?]/.test(first.replaceAll(/\$\{.*?\}/g, ''));
      }),
  },
  {
    name: 'a variable before the first slash of the resource',
    why:
      'Variables may stand anywhere after the fifth colon: the user guide itself has `arn:aws:sqs:us-east-2:*:${aws:username}-queue`. The oracle ' +
      'takes what is before the first slash or colon, the one in the variable included, as plain text.',
    right: 'ours',
    source: pages.variables,
    rewrite: (pair) =>
      mapSpelledOut(pair, (text, document) =>
        variablesOf(text, document).some(({ written }) => firstPart(text)[0].includes(written)),
      ),
  },
  {
    name: 'a variable without a value leaves NotResource open',
    why:
      'What is excepted is not known then, so the statement does not apply. The oracle is of the same mind, unless a segment before the ' +
      'variable differs already.',
    right: 'ours',
    source: pages.variables,
    rewrite: (pair) =>
      mapStatements(pair, (statement, _, document) => {
        const texts = listOf<string>(statement.NotResource ?? []);
        const variables = texts.flatMap((text) => variablesOf(text, document));
        return variables.some((variable) => meaningOf(variable, pair) === null) ? null : statement;
      }),
  },
];

/** What is before the first slash or colon after the fifth colon (outside of variables), and that character. */
function firstPart(text: string): readonly [string, string] {
  const resource = text.split(':').length < 6 ? '' : text.replace(/^(?:[^:]*:){5}/, '');
  const [, first = '', separator = ''] = /^((?:\$\{[^}]*\}|[^/:])*)([/:]?)/.exec(resource) ?? [];
  return [first, separator];
}

/**
 * Puts the resource that is asked for, or one that nobody asks for, in the place of a pattern: whichever it comes to by the
 * rules of the user guide, which stand here a second time, as a regular expression.
 */
function mapSpelledOut(pair: Pair, chosen: (text: string, document: RawDocument) => boolean): Pair {
  const { resource } = pair.request;
  return mapResources(pair, (text, _, document) => {
    if (!text.startsWith('arn:') || !chosen(text, document)) return text;
    const variables = variablesOf(text, document);
    if (variables.some((variable) => meaningOf(variable, pair) === null)) return text;
    return asExpression(text, pair, document).test(resource) ? resource : noArn;
  });
}

function asExpression(text: string, pair: Pair, document: RawDocument): RegExp {
  const quoted = (plain: string): string => plain.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const variables = variablesOf(text, document);
  let source = '';
  let colons = 0;
  let open = false;
  for (let at = 0; at < text.length; at += 1) {
    const variable = variables.find(({ written }) => text.startsWith(written, at));
    const character = text.charAt(at);
    if (variable !== undefined) {
      source += quoted(meaningOf(variable, pair) ?? '');
      at += variable.written.length - 1;
    } else if (document.Version === '2012-10-17' && /^\$\{[*?$]\}/.test(text.slice(at))) {
      source += quoted(text.charAt(at + 2));
      at += 3;
    } else {
      if (character === ':') colons += 1;
      // The star that completes an incomplete ARN stands at its end.
      if (character === '*' && [':', undefined].includes(text[at + 1])) open = true;
      const any = open || colons >= 5 ? '[^]' : '[^:]';
      source += character === '*' ? `${any}*` : character === '?' ? any : quoted(character);
    }
  }
  return new RegExp(`^${source}$`);
}
