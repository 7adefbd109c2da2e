import type { Pair } from '../pair.ts';
import type { Verdict } from '../verdict.ts';

/**
 * One way in which the oracle and our engine read the same pair differently. A class explains a disagreement by *rewriting* the
 * pair: the detail that is read differently is put in other words that mean the same to AWS and that both engines read alike.
 * Only if our engine still gives its first answer and the oracle now agrees is the disagreement explained. So a class never
 * excuses a wrong decision just because its detail is present: the rest of the pair is decided again, by both.
 *
 * No rewriting asks our engine anything.
 */
export interface Disagreement {
  readonly name: string;
  /** What each side does. */
  readonly why: string;
  /** `aws-unclear`: the documentation does not say; ours is the decision of the README's list. */
  readonly right: 'ours' | 'aws-unclear';
  /** The page of AWS's documentation that decides it. */
  readonly source: string;
  /** The only answer of ours that it explains, where the other words mean the same for that answer alone. */
  readonly only?: Verdict;
  /** The pair in other words; an equal pair, or `null`, when it has nothing of this class. */
  rewrite(pair: Pair): Pair | null;
}

const guide = 'https://docs.aws.amazon.com/IAM/latest/UserGuide';
export const pages = {
  arns: `${guide}/reference-arns.html`,
  boundaries: `${guide}/access_policies_boundaries.html`,
  evaluation: `${guide}/reference_policies_evaluation-logic_policy-eval-denyallow.html`,
  notPrincipal: `${guide}/reference_policies_elements_notprincipal.html`,
  oidcKeys: `${guide}/reference_policies_iam-condition-keys.html`,
  operators: `${guide}/reference_policies_elements_condition_operators.html`,
  principal: `${guide}/reference_policies_elements_principal.html`,
  resource: `${guide}/reference_policies_elements_resource.html`,
  severalValues: `${guide}/reference_policies_condition-single-vs-multi-valued-context-keys.html`,
  variables: `${guide}/reference_policies_variables.html`,
  version: `${guide}/reference_policies_elements_version.html`,
} as const;
