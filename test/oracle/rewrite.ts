import type { ConditionBlock, LayerName, Pair, RawDocument, RawStatement, Values } from './pair.ts';
import { listOf } from './pair.ts';

/** One operator with one key of a condition block. */
export interface Entry {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** `ForAnyValue:StringLikeIfExists` in its parts. */
export interface OperatorParts {
  readonly prefix: '' | 'ForAllValues:' | 'ForAnyValue:';
  readonly base: string;
  readonly suffix: '' | 'IfExists';
}

export function partsOf(operator: string): OperatorParts {
  const [, prefix = '', base = '', suffix = ''] = /^(ForA(?:ll|ny)Values?:)?(.*?)(IfExists)?$/.exec(operator) ?? [];
  return { prefix, base, suffix } as OperatorParts;
}

/** The value of a condition key in a request; names of keys are compared without regard to case. */
export function contextValue({ request }: Pair, key: string): Values | undefined {
  const name = Object.keys(request.context).find((each) => each.toLowerCase() === key.toLowerCase());
  return name === undefined ? undefined : request.context[name];
}

export function withContext(pair: Pair, more: Readonly<Record<string, Values>>): Pair {
  return { ...pair, request: { ...pair.request, context: { ...pair.request.context, ...more } } };
}

type StatementChange = (statement: RawStatement, layer: LayerName, document: RawDocument) => RawStatement | null;

/** The pair with every statement changed; `null` takes one out. A document left empty keeps a statement without effect. */
export function mapStatements(pair: Pair, change: StatementChange): Pair {
  const changed = (layer: LayerName) => (document: RawDocument) => {
    const statements = document.Statement.flatMap((statement) => change(statement, layer, document) ?? []);
    return { ...document, Statement: statements.length > 0 ? statements : [withoutEffect(layer)] };
  };
  return mapDocuments(pair, changed);
}

export function mapDocuments(
  { policies, request }: Pair,
  changed: (layer: LayerName) => (document: RawDocument) => RawDocument,
): Pair {
  const { identity, boundary, session, resource, scp, rcp, trust } = policies;
  return {
    policies: {
      ...(identity && { identity: identity.map(changed('identity')) }),
      ...(boundary && { boundary: changed('boundary')(boundary) }),
      ...(session && { session: changed('session')(session) }),
      ...(resource && { resource: changed('resource')(resource) }),
      ...(scp && { scp: changed('scp')(scp) }),
      ...(rcp && { rcp: changed('rcp')(rcp) }),
      ...(trust && { trust: changed('trust')(trust) }),
    },
    request,
  };
}

/** The pair with every condition changed; `null` takes one out, which means that it is met. */
export function mapConditions(pair: Pair, change: (entry: Entry, document: RawDocument) => Entry | null): Pair {
  return mapStatements(pair, (statement, _, document) => {
    if (statement.Condition === undefined) return statement;
    const { Condition, ...rest } = statement;
    const before = entriesOf(Condition);
    const changed = before.flatMap((entry) => change(entry, document) ?? []);
    if (same(before, changed)) return statement;
    // To ask for the caller's ARN at all has a meaning of its own, beside what is asked.
    const entries = before.some(asksWho) && !changed.some(asksWho) ? [...changed, whoever] : changed;
    return entries.length === 0 ? rest : { ...rest, Condition: blockOf(entries) };
  });
}

/** Whether it asks for the caller: for a statement about everyone, that is as good as naming each of them. */
export function asksWho({ key }: Entry): boolean {
  return key.toLowerCase() === 'aws:principalarn';
}

const whoever: Entry = { operator: 'Null', key: 'aws:PrincipalArn', values: ['true', 'false'] };

export function entriesOf(condition: ConditionBlock): readonly Entry[] {
  return Object.entries(condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => ({ operator, key, values: listOf<string>(values) })),
  );
}

/** The texts of `Resource` and `NotResource` changed. */
export function mapResources(
  pair: Pair,
  change: (text: string, layer: LayerName, document: RawDocument) => string,
): Pair {
  return mapStatements(pair, (statement, layer, document) => {
    const changed = (values: Values): Values =>
      typeof values === 'string'
        ? change(values, layer, document)
        : values.map((text) => change(text, layer, document));
    return {
      ...statement,
      ...(statement.Resource !== undefined && { Resource: changed(statement.Resource) }),
      ...(statement.NotResource !== undefined && { NotResource: changed(statement.NotResource) }),
    };
  });
}

/** Texts that may hold variables: resources, and values of string and ARN operators. */
export function mapVariableTexts(pair: Pair, change: (text: string, document: RawDocument) => string): Pair {
  const inResources = mapResources(pair, (text, _, document) => change(text, document));
  return mapConditions(inResources, (entry, document) =>
    /String|Arn/.test(entry.operator)
      ? { ...entry, values: entry.values.map((text) => change(text, document)) }
      : entry,
  );
}

/** Whether two pairs, or parts of them, are the same text. */
export function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** A condition that meets another of the same operator and key has a spelling of its own: keys know no case. */
function blockOf(entries: readonly Entry[]): ConditionBlock {
  const block: Record<string, Record<string, Values>> = {};
  for (const { operator, key, values } of entries) block[operator] = { ...block[operator], [key]: values };
  return block;
}

function withoutEffect(layer: LayerName): RawStatement {
  const never = { Null: { 'aws:PrincipalTag/Absent': 'false' } };
  if (layer === 'trust') return { Effect: 'Allow', Principal: '*', Action: 'sts:TagSession', Condition: never };
  if (layer === 'rcp')
    return { Effect: 'Deny', Principal: '*', Action: 'sts:TagSession', Resource: '*', Condition: never };
  const principal = layer === 'resource' ? ({ Principal: '*' } as const) : {};
  return { Effect: 'Allow', ...principal, Action: '*', Resource: '*', Condition: never };
}
