import type { MutantKind } from './mutant.ts';

/** An operator that takes another one's place, with the same keys and values. */
export interface OperatorChange {
  readonly kind: MutantKind;
  readonly operator: string;
}

const alike: Readonly<Record<string, readonly string[]>> = {
  StringEquals: ['StringLike', 'StringEqualsIgnoreCase'],
  StringNotEquals: ['StringNotLike', 'StringNotEqualsIgnoreCase'],
  StringLike: ['StringEquals'],
  StringNotLike: ['StringNotEquals'],
  // ArnEquals and ArnLike "behave identically" (IAM user guide, ARN condition operators): no change at all.
};

const opposites: Readonly<Record<string, string>> = {
  StringEquals: 'StringNotEquals',
  StringNotEquals: 'StringEquals',
  StringLike: 'StringNotLike',
  StringNotLike: 'StringLike',
  ArnEquals: 'ArnNotEquals',
  ArnNotEquals: 'ArnEquals',
  ArnLike: 'ArnNotLike',
  ArnNotLike: 'ArnLike',
};

const parts = /^(ForAllValues:|ForAnyValue:)?(.*?)(IfExists)?$/;

/** The operators that could stand here by mistake. `Null` and `Bool` are changed by their values. */
export function* operatorChanges(operator: string): Generator<OperatorChange> {
  const [, quantifier = '', core = '', suffix = ''] = parts.exec(operator) ?? [];
  if (core === 'Null') return;
  if (quantifier !== '') {
    const other = quantifier === 'ForAllValues:' ? 'ForAnyValue:' : 'ForAllValues:';
    yield { kind: 'weakened', operator: other + core + suffix };
    yield { kind: 'weakened', operator: core + suffix };
  }
  yield { kind: 'weakened', operator: quantifier + core + (suffix === '' ? 'IfExists' : '') };
  for (const other of alike[core] ?? []) yield { kind: 'weakened', operator: quantifier + other + suffix };
  const opposite = opposites[core];
  if (opposite !== undefined) yield { kind: 'inverted', operator: quantifier + opposite + suffix };
}

/** The operator that reads wildcards in the values of this one, or `null` where there is none. */
export function patternOperator(operator: string): string | null {
  const [, quantifier = '', core = '', suffix = ''] = parts.exec(operator) ?? [];
  if (/^(String(Not)?Like|Arn.*)$/.test(core)) return operator;
  const like = { StringEquals: 'StringLike', StringNotEquals: 'StringNotLike' }[core];
  return like === undefined ? null : quantifier + like + suffix;
}
