import type { Statement } from './statement.ts';

/**
 * Which grammar applies: `identity`, `boundary`, `session` and `scp` have no Principal; `trust` and `resource` require one,
 * and `rcp` wants it to be everyone.
 */
export type PolicyKind = 'identity' | 'boundary' | 'session' | 'trust' | 'resource' | 'scp' | 'rcp';

/** A policy that passed the grammar of its kind and is ready to be evaluated. Made by `loadPolicy` only. */
export interface Policy {
  /** What decisions call it. */
  readonly name: string;
  readonly kind: PolicyKind;
  /** Statements in document order, apart by effect because every Deny is asked before any Allow. */
  readonly denies: readonly Statement[];
  readonly allows: readonly Statement[];
}
