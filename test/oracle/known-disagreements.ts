import { arnDisagreements } from './disagreements/arn-values.ts';
import type { Disagreement } from './disagreements/disagreement.ts';
import { keyDisagreements } from './disagreements/keys.ts';
import { principalDisagreements } from './disagreements/principals.ts';
import { resourceDisagreements } from './disagreements/resources.ts';
import { setDisagreements } from './disagreements/sets.ts';
import { typedDisagreements } from './disagreements/typed-values.ts';
import { variableDisagreements } from './disagreements/variable-texts.ts';

/**
 * Every class of disagreement with the oracle, decided from AWS's documentation. In this order, each rewrites what the ones before
 * it left: names first, then what `${…}` means, then values, resources and principals.
 */
export const knownDisagreements: readonly Disagreement[] = [
  ...keyDisagreements,
  ...variableDisagreements,
  ...setDisagreements,
  ...typedDisagreements,
  ...arnDisagreements,
  ...resourceDisagreements,
  ...principalDisagreements,
];
