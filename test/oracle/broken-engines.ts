import { PolicyGrammarError } from '@leasehold/iam-engine';
import type { Pair, RawDocument, RawStatement } from './pair.ts';
import { listOf } from './pair.ts';
import { type Entry, mapConditions, mapDocuments, mapStatements, partsOf } from './rewrite.ts';
import { type Engine, ourEngine, type Verdict } from './verdict.ts';

/** Our engine with one mistake, made by handing it a policy that says something else. */
export interface BrokenEngine {
  readonly mistake: string;
  /** What it reads instead of the pair. */
  misread(pair: Pair): Pair;
  readonly engine: Engine;
}

function misreading(mistake: string, misread: (pair: Pair) => Pair): BrokenEngine {
  return { mistake, misread, engine: (pair) => verdictOf(misread(pair)) ?? ourEngine(pair) };
}

/** `null` where the mistake makes a document of the pair into none, such as one with an operator and key twice. */
function verdictOf(pair: Pair): Verdict | null {
  try {
    return ourEngine(pair);
  } catch (error) {
    if (error instanceof PolicyGrammarError) return null;
    throw error;
  }
}

const withConditions = (mistake: string, change: (entry: Entry) => Entry | null): BrokenEngine =>
  misreading(mistake, (pair) => mapConditions(pair, change));

/** An operator taken for another one, prefix and suffix as they are. */
const takenFor = (one: string, other: string): BrokenEngine =>
  withConditions(`${one} taken for ${other}`, (entry) => {
    const { prefix, base, suffix } = partsOf(entry.operator);
    return base === one ? { ...entry, operator: prefix + other + suffix } : entry;
  });

const prefixTakenFor = (one: string, other: string): BrokenEngine =>
  withConditions(`${one} taken for ${other === '' ? 'no prefix' : other}`, (entry) =>
    entry.operator.startsWith(one) ? { ...entry, operator: other + entry.operator.slice(one.length) } : entry,
  );

const without = (layer: 'boundary' | 'session' | 'resource' | 'scp' | 'rcp'): BrokenEngine =>
  misreading(`the ${layer} policy not asked`, (pair) => {
    const { [layer]: _, ...policies } = pair.policies;
    return { ...pair, policies };
  });

const withStatements = (mistake: string, change: (statement: RawStatement) => RawStatement | null): BrokenEngine =>
  misreading(mistake, (pair) => mapStatements(pair, change));

const families = [
  ['String', 'Equals', 'NotEquals'],
  ['String', 'EqualsIgnoreCase', 'NotEqualsIgnoreCase'],
  ['String', 'Like', 'NotLike'],
  ['Numeric', 'Equals', 'NotEquals'],
  ['Numeric', 'LessThan', 'GreaterThan'],
  ['Numeric', 'LessThanEquals', 'LessThan'],
  ['Date', 'Equals', 'NotEquals'],
  ['Date', 'LessThan', 'GreaterThan'],
  ['Date', 'GreaterThanEquals', 'GreaterThan'],
  ['Arn', 'Equals', 'NotEquals'],
  ['Arn', 'Like', 'NotLike'],
] as const;

/** One wrong decision each, of every kind the engine makes. */
export const brokenEngines: readonly BrokenEngine[] = [
  ...families.flatMap(([family, one, other]) => [
    takenFor(family + one, family + other),
    takenFor(family + other, family + one),
  ]),
  takenFor('IpAddress', 'NotIpAddress'),
  takenFor('NotIpAddress', 'IpAddress'),
  takenFor('StringLike', 'StringEquals'),
  takenFor('StringEquals', 'StringLike'),
  takenFor('StringEqualsIgnoreCase', 'StringEquals'),
  prefixTakenFor('ForAllValues:', 'ForAnyValue:'),
  prefixTakenFor('ForAnyValue:', 'ForAllValues:'),
  prefixTakenFor('ForAllValues:', ''),
  withConditions('IfExists not seen', (entry) => ({ ...entry, operator: entry.operator.replace(/IfExists$/, '') })),
  withConditions('IfExists seen everywhere', (entry) =>
    /^Null$|IfExists$/.test(entry.operator) ? entry : { ...entry, operator: `${entry.operator}IfExists` },
  ),
  withConditions('Null the other way round', (entry) =>
    entry.operator === 'Null'
      ? { ...entry, values: entry.values.map((value) => (value === 'true' ? 'false' : 'true')) }
      : entry,
  ),
  withConditions('Bool the other way round', (entry) =>
    partsOf(entry.operator).base === 'Bool'
      ? { ...entry, values: entry.values.map((value) => (value === 'true' ? 'false' : 'true')) }
      : entry,
  ),
  withConditions('only the first value asked', (entry) => ({ ...entry, values: entry.values.slice(0, 1) })),
  withConditions('conditions ignored', () => null),
  misreading('names of keys compared with their case', (pair) => {
    const known = Object.keys(pair.request.context);
    return mapConditions(pair, (entry) =>
      known.includes(entry.key) ? entry : { ...entry, key: 'aws:PrincipalTag/Gone' },
    );
  }),
  misreading('variables in no version', (pair) =>
    mapDocuments(pair, () => (document: RawDocument) => ({ ...document, Version: '2008-10-17' })),
  ),
  withStatements('Deny not seen', (statement) => (statement.Effect === 'Deny' ? null : statement)),
  withStatements('NotAction taken for Action', ({ NotAction, ...statement }) =>
    NotAction === undefined ? statement : { ...statement, Action: NotAction },
  ),
  withStatements('NotResource taken for Resource', ({ NotResource, ...statement }) =>
    NotResource === undefined ? statement : { ...statement, Resource: NotResource },
  ),
  withStatements('a star in a resource taken for a question mark', (statement) =>
    statement.Resource === undefined
      ? statement
      : {
          ...statement,
          Resource: listOf<string>(statement.Resource).map((text) => (text === '*' ? text : text.replace(/\*$/, '?'))),
        },
  ),
  withStatements('only the first action asked', (statement) =>
    statement.Action === undefined ? statement : { ...statement, Action: listOf<string>(statement.Action).slice(0, 1) },
  ),
  withStatements('an account taken for everyone', (statement) => {
    const listed = statement.Principal === '*' ? [] : listOf<string>(statement.Principal?.['AWS'] ?? []);
    return listed.some((text) => /^[0-9]{12}$|:root$/.test(text)) ? { ...statement, Principal: '*' } : statement;
  }),
  without('boundary'),
  without('session'),
  without('resource'),
  without('scp'),
  without('rcp'),
];
