import type { FailedCase } from '../../cases/failed-cases.ts';
import { lintModes } from '../../lint/lint-command.ts';
import { lintRules } from '../../lint/rules.ts';
import type { PolicySet } from '../../policy-set.ts';
import type { MachineryChanges } from '../machinery/machinery.ts';
import { matrix } from '../matrix/matrix.ts';
import type { RenderedMode } from '../rendered/rendered-files.ts';
import { reviewedDocuments } from './documents.ts';
import type { ModeProof, MutationTable, Review, SemanticChanges } from './review.ts';

/** What a review is made of. Whatever takes long (proof, mutation, comparison) is done before and handed in. */
export interface ReviewInput {
  readonly sets: Readonly<Record<RenderedMode, PolicySet>>;
  readonly made: Date;
  readonly revision: string | null;
  readonly base: string | null;
  readonly proof?: readonly ModeProof[];
  readonly mutation?: MutationTable;
  readonly changes?: SemanticChanges;
  readonly machinery?: MachineryChanges;
  readonly failedCases?: readonly FailedCase[];
}

/** Puts a review together: sentences, matrix and lint are made here. */
export function buildReview(input: ReviewInput): Review {
  const { sets, made, revision, base, failedCases = [] } = input;
  const { proof = null, mutation = null, changes = null, machinery = null } = input;
  return {
    format: 'leasehold-policy-review/1',
    made: made.toISOString(),
    revision,
    base,
    deployment: sets['web-identity'].deployment,
    documents: reviewedDocuments(sets),
    // The documents of a live session are alike in both modes.
    matrix: matrix(sets['web-identity']),
    lint: {
      rules: lintRules.map(({ id, what, why }) => ({ id, what, why })),
      findings: lintModes((mode) => sets[mode]),
    },
    proof,
    mutation,
    changes,
    machinery,
    failedCases,
  };
}
