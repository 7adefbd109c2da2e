import type { DocumentName, PolicySet } from '../policy-set.ts';

/** The theorems that some set breaks, by their names in the proof. */
export const breakableTheorems = [
  'isolation',
  'service isolation',
  'read-only',
  'shared writes',
  'attribution',
  'tokens only',
] as const;

export type BreakableTheorem = (typeof breakableTheorems)[number];

/** What `about.json` says of a broken set. */
export interface AboutBrokenSet {
  /** The slip, as the person who made it would tell it, and what it lets through. */
  readonly why: string;
  /** Which set everything that is not replaced comes from. */
  readonly mode: 'web-identity' | 'assume-role';
  readonly breaks: BreakableTheorem;
  /** The replaced documents, in the order of `documentNames`; there is a file for each and no other. */
  readonly documents: readonly DocumentName[];
}

/** A policy set with a slip in it, kept so that the proof can be seen to fail. */
export interface BrokenSet {
  /** The name of its folder. */
  readonly name: string;
  readonly about: AboutBrokenSet;
  readonly set: PolicySet;
}
