import type { PolicyKind } from './policy.ts';

/** Points at one statement of one loaded policy. */
export interface StatementRef {
  /** The name the policy was loaded under. */
  readonly policy: string;
  readonly kind: PolicyKind;
  /** Position in the document, from 0. */
  readonly index: number;
  readonly sid: string | null;
}

/** Why a candidate statement did not apply: the first element of it that the request missed. */
export type Miss =
  | { readonly statement: StatementRef; readonly element: 'Principal' | 'Action' | 'Resource' }
  | {
      readonly statement: StatementRef;
      readonly element: 'Condition';
      readonly operator: string;
      readonly key: string;
      readonly expected: readonly string[];
      /** `null` when the key was absent from the request. */
      readonly actual: readonly string[] | null;
    };

/**
 * The answer to one request. Explicit deny beats allow beats implicit deny, and an allow must hold in every layer that
 * is present: (identity or resource policies) and boundary and session and service control policies.
 */
export type Decision =
  | { readonly effect: 'allow'; readonly statement: StatementRef; readonly allowedBy: readonly StatementRef[] }
  | { readonly effect: 'explicit-deny'; readonly statement: StatementRef }
  | {
      readonly effect: 'implicit-deny';
      /** The layer in which nothing allowed the request. */
      readonly layer: PolicyKind;
      /** What each Allow statement of that layer missed, in document order. */
      readonly misses: readonly Miss[];
    };
