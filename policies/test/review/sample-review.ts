import type { PolicySet } from '../../src/policy-set.ts';
import { modeSet, type RenderedMode } from '../../src/review/rendered/rendered-files.ts';
import { buildReview } from '../../src/review/report/build-review.ts';
import type {
  ModeProof,
  MutationTable,
  RequestExample,
  Review,
  SemanticChanges,
} from '../../src/review/report/review.ts';

/** Would be an element if it were not escaped; no text of a review may be one. */
export const hostile = `<img src="https://tracker.example/x" onerror='x'>&amp;`;

const example: RequestExample = {
  role: 'writer',
  tags: { TenantId: 'acme', UserRole: hostile },
  sessionPolicy: { access: 'write', service: null },
  tenant: 'acme',
  other: 'acme2',
  otherService: 'billing',
  ask: {
    action: 'dynamodb:GetItem',
    resource: 'arn:aws:dynamodb:eu-west-1:111122223333:table/leasehold-config',
    context: { 'dynamodb:LeadingKeys': ['TENANT#acme2', hostile], [hostile]: 'x' },
  },
};

const result = { questions: 120, solved: 40, milliseconds: 1_234, slowestMs: 300 };

const denied = { effect: 'implicit-deny', layer: 'identity', misses: [] } as const;

const sampleProof: readonly ModeProof[] = [
  {
    mode: 'web-identity',
    results: [
      {
        theorem: 'isolation',
        says: 'No session of a tenant reaches what belongs to another.',
        status: 'proved',
        ...result,
      },
      {
        theorem: 'read-only',
        says: hostile,
        status: 'refuted',
        ...result,
        counterexample: { theorem: 'read-only', ...example, decision: denied },
      },
      {
        theorem: 'attribution',
        says: 'Tag, name and source identity agree.',
        status: 'unknown',
        ...result,
        unanswered: [hostile],
      },
    ],
  },
  {
    mode: 'assume-role',
    results: [
      {
        theorem: 'isolation',
        says: 'No session of a tenant reaches what belongs to another.',
        status: 'proved',
        ...result,
      },
    ],
  },
];

const sampleMutation: MutationTable = {
  rows: [
    { document: 'tenant-reader', sid: 'ReadOwnItems', kind: 'widened', mutants: 10, killed: 8, equivalent: 2 },
    { document: 'tenant-reader', sid: hostile, kind: 'deleted', mutants: 5, killed: 4, equivalent: 0 },
  ],
  equivalents: [{ mutant: 'tenant-reader/ReadOwnItems: one', reason: hostile }],
  surviving: [hostile],
  stale: [hostile],
};

const sampleChanges: SemanticChanges = {
  newlyAllowed: [
    { explanation: `A writer reads items of ${hostile}.`, example, document: 'tenant-writer', sid: 'ReadOwnItems' },
  ],
  newlyDenied: [
    {
      explanation: 'A writer no longer reads its own items.',
      example: { ...example, other: null, otherService: null },
    },
  ],
  changedDocuments: ['tenant-writer'],
  addedDocuments: [hostile],
};

function sets(): Record<RenderedMode, PolicySet> {
  return { 'web-identity': modeSet('web-identity'), 'assume-role': modeSet('assume-role') };
}

const made = new Date('2026-11-25T10:00:00Z');

/** A review with something wrong in every part of it. */
export function badReview(): Review {
  const review = buildReview({
    ...{ sets: sets(), made, revision: hostile, base: hostile },
    ...{ proof: sampleProof, mutation: sampleMutation, changes: sampleChanges },
  });
  const finding = {
    rule: 'no-wildcard-action',
    level: 'error',
    mode: 'web-identity',
    document: 'tenant-reader',
    sid: 'ReadOwnItems',
  } as const;
  return {
    ...review,
    lint: { ...review.lint, findings: [...review.lint.findings, { ...finding, text: hostile, advice: hostile }] },
  };
}

/** A review of a change that is fine, of everything that can be in one. */
export function goodReview(): Review {
  return buildReview({
    ...{ sets: sets(), made, revision: 'abc1234', base: 'main' },
    proof: sampleProof.map(({ mode, results }) => ({ mode, results: results.slice(0, 1) })),
    mutation: { rows: sampleMutation.rows.slice(0, 1), equivalents: [], surviving: [], stale: [] },
    changes: { newlyAllowed: [], newlyDenied: [], changedDocuments: [], addedDocuments: [] },
  });
}

/** A review without anything that takes long. */
export function shortReview(): Review {
  return buildReview({ sets: sets(), made, revision: null, base: null });
}
