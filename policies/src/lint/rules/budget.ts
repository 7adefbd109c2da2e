import { characterBudgets } from '../character-budget.ts';
import type { Complaint, LintRule } from '../finding.ts';

export const budget: LintRule = {
  id: 'character-budget',
  what: 'Every document fits in what AWS stores, a session policy with the longest legal tenant and service.',
  why: 'What does not fit is refused when it is deployed or, for a session policy, when a user with a long name first calls.',
  check: (set) =>
    characterBudgets(set).flatMap(({ document, characters, limit, raised }): readonly Complaint[] => {
      if (characters <= limit) return [];
      const size = `has ${characters} characters; AWS takes ${limit}`;
      return characters > raised
        ? [
            {
              level: 'error',
              document,
              sid: null,
              text: `${size}.`,
              advice: 'Say the same in fewer statements or shorter names.',
            },
          ]
        : [
            {
              level: 'note',
              document,
              sid: null,
              text: `${size}, or ${raised} when asked.`,
              advice: 'Ask AWS to raise the quota "Role trust policy length" first.',
            },
          ];
    }),
};

export const packedSize: LintRule = {
  id: 'packed-policy-size',
  what: 'Session policy and tags stay below the packed limit of STS, by our estimate.',
  why: 'STS packs both by a formula it does not publish and refuses what takes more than 100 percent (PackedPolicyTooLarge).',
  check: (set) =>
    characterBudgets(set).flatMap(({ document, packed }): readonly Complaint[] =>
      packed === null || packed <= 80
        ? []
        : [
            {
              level: packed > 100 ? 'error' : 'note',
              document,
              sid: null,
              text: `takes about ${packed} percent of the packed limit, with the longest legal names.`,
              advice: 'Shorten the session policy, and watch PackedPolicySize in the answers of STS.',
            },
          ],
    ),
};
