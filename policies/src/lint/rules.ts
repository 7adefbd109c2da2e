import type { LintRule } from './finding.ts';
import { noUnscopedAction, noWildcardAction } from './rules/actions.ts';
import { budget, packedSize } from './rules/budget.ts';
import { uniqueSids, version } from './rules/form.ts';
import { leadingKeys } from './rules/leading-keys.ts';
import { noIndex, noOpenPrincipal, noWildcardResource } from './rules/resources.ts';
import { noVariableDefault, noVariableInDeny, variablesGuarded } from './rules/variables.ts';

/** Every rule, in the order in which they are told. */
export const lintRules: readonly LintRule[] = [
  version,
  uniqueSids,
  noWildcardAction,
  noUnscopedAction,
  leadingKeys,
  variablesGuarded,
  noVariableDefault,
  noVariableInDeny,
  noWildcardResource,
  noIndex,
  noOpenPrincipal,
  budget,
  packedSize,
];
