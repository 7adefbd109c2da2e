import type { FailedCase } from '../../cases/failed-cases.ts';
import type { Deployment } from '../../deployment.ts';
import type { LocatedFinding } from '../../lint/lint-command.ts';
import type { PolicyStatement } from '../../policy-document.ts';
import type { DocumentName } from '../../policy-set.ts';
import type { Counterexample } from '../../proof/counterexample.ts';
import type { TheoremResult } from '../../proof/prove-theorem.ts';
import type { MachineryChanges } from '../machinery/machinery.ts';
import type { MatrixSheet } from '../matrix/matrix.ts';
import type { RenderedMode } from '../rendered/rendered-files.ts';
import type { SentenceParts } from '../sentence/sentence.ts';

/** Everything a reviewer is shown, as data. The three forms (HTML, JSON, SARIF) are made of nothing else. */
export interface Review {
  readonly format: 'leasehold-policy-review/1';
  /** When it was made, ISO 8601. */
  readonly made: string;
  /** The revision that was reviewed, and the one it was compared with; `null` when not known, or not compared. */
  readonly revision: string | null;
  readonly base: string | null;
  readonly deployment: Deployment;
  readonly documents: readonly ReviewedDocument[];
  readonly matrix: readonly MatrixSheet[];
  readonly lint: {
    readonly rules: readonly { readonly id: string; readonly what: string; readonly why: string }[];
    readonly findings: readonly LocatedFinding[];
  };
  /** `null`: not part of this run. The same holds for the two below. */
  readonly proof: readonly ModeProof[] | null;
  readonly mutation: MutationTable | null;
  readonly changes: SemanticChanges | null;
  /** What else changed since the base that the results rest on; `null` without one. */
  readonly machinery: MachineryChanges | null;
  /** Cases that are not decided as written. With any of them, mutation could tell nothing and is left out. */
  readonly failedCases: readonly FailedCase[];
}

/** A document as deployed; one that is alike in both modes is there once. */
export interface ReviewedDocument {
  readonly name: DocumentName;
  readonly modes: readonly RenderedMode[];
  readonly what: string;
  readonly characters: number;
  readonly limit: number;
  /** What AWS raises the limit to when asked; the same where it does not. */
  readonly raised: number;
  /** Session policies: percent of STS's packed limit, by our estimate; `null` for all others. */
  readonly packed: number | null;
  readonly statements: readonly ReviewedStatement[];
}

export interface ReviewedStatement {
  readonly sid: string;
  readonly effect: 'Allow' | 'Deny';
  readonly sentence: string;
  /** The same in its parts. */
  readonly parts: SentenceParts;
  readonly statement: PolicyStatement;
}

/** What became of each theorem for the documents of one mode. */
export interface ModeProof {
  readonly mode: RenderedMode;
  readonly results: readonly TheoremResult[];
}

/** Mutants by statement and kind. Killed, equivalent or surviving: there is nothing else. */
export interface MutationTable {
  readonly rows: readonly MutationRow[];
  readonly equivalents: readonly { readonly mutant: string; readonly reason: string }[];
  readonly surviving: readonly string[];
  /** Listed as equivalent and not needed: the list of equivalents is out of date. */
  readonly stale: readonly string[];
}

export interface MutationRow {
  readonly document: string;
  readonly sid: string;
  readonly kind: string;
  readonly mutants: number;
  readonly killed: number;
  readonly equivalent: number;
}

/** Which requests the reviewed revision decides otherwise than the base, found by the solver and not by text. */
export interface SemanticChanges {
  readonly newlyAllowed: readonly RequestChange[];
  readonly newlyDenied: readonly RequestChange[];
  /** Kinds of requests of which neither could be said: without them the comparison is not whole. */
  readonly undecided?: readonly string[];
  /** Documents whose text differs, and those that the base does not have. */
  readonly changedDocuments: readonly string[];
  readonly addedDocuments: readonly string[];
  /** Those of both that no difference is put down to, and of which it is not certain that they say the same. */
  readonly unexplainedDocuments?: readonly DocumentName[];
}

/** A kind of request that became possible or impossible, with one such request. */
export interface RequestChange {
  readonly explanation: string;
  readonly example: RequestExample;
  /** The document and statement that brought it about, where that is known. */
  readonly document?: DocumentName;
  /** What that statement said at the base and says now; absent when nothing is known, `null` for no such statement. */
  readonly statement?: { readonly was: string | null; readonly is: string | null };
  /** Other changed documents that had a part in it. */
  readonly alongside?: readonly DocumentName[];
  /** When it is so in one mode only. */
  readonly mode?: RenderedMode;
  readonly sid?: string;
}

export type RequestExample = Omit<Counterexample, 'theorem' | 'decision'>;
