import type { DocumentName, PolicySet } from '../policy-set.ts';

/** What a rule found in one place. `note`: worth knowing, and no reason to fail. */
export interface Finding {
  readonly rule: string;
  readonly level: 'error' | 'note';
  readonly document: DocumentName;
  /** `null` when it is about the whole document. */
  readonly sid: string | null;
  readonly text: string;
  /** What to do about it. */
  readonly advice: string;
}

/** What a rule says; who finds it and where it is added by the one who runs it. */
export type Complaint = Omit<Finding, 'rule'>;

/** One thing that must be so in every document, whatever the proof says. */
export interface LintRule {
  readonly id: string;
  /** What it demands, in one line. */
  readonly what: string;
  /** What goes wrong without it. */
  readonly why: string;
  readonly check: (set: PolicySet) => readonly Complaint[];
}
