import type { Decided, Witness } from '../proof/question.ts';
import { and, type Formula, not, or, yes } from '../proof/smt/formula.ts';
import type { Text } from '../proof/smt/text.ts';
import type { Unknowns } from '../proof/smt/unknowns.ts';
import type { Caller } from '../proof/translate/caller.ts';
import { allowed, trusted } from '../proof/translate/decision.ts';
import type { SymbolicRequest } from '../proof/translate/statement.ts';

/** One of the decisions that a request needs: documents of one set, asked about one caller and one action. */
export interface Check {
  readonly by: Decided['by'];
  readonly caller: Caller;
  readonly request: SymbolicRequest;
  /** Not needed at all where this does not hold: without a source identity nobody asks for sts:SetSourceIdentity. */
  readonly needed?: Formula;
}

/** What one set says of a request. */
export interface Side {
  /** All of these must allow. */
  readonly checks: readonly Check[];
  /** Ways to get into the session that asks, each with all the decisions it needs; `null` when nobody has to get in. */
  readonly openings: readonly (readonly Check[])[] | null;
}

/** One kind of request in symbols, and what both sets say of it. */
export interface ComparedRequest {
  readonly subject: Subject;
  readonly unknowns: Unknowns;
  readonly base: Side;
  readonly now: Side;
  /** The same with each single one of several keys: what these explain is not told again. */
  readonly parts: readonly Pick<ComparedRequest, 'base' | 'now'>[];
  readonly witness: Omit<Witness, 'decided'>;
  readonly splits: readonly Split[];
}

/** What a sentence says of the request, and what makes two of them alike. */
export interface Subject {
  /** `a reader session`, and what goes behind it: `without a session policy`. None of the lists is ever empty. */
  readonly who: readonly string[];
  readonly limits: string;
  /** All callers that were asked about, by name: when they are all found, it is everybody. */
  readonly outOf?: readonly string[];
  readonly does: 'call' | 'open';
  readonly actions: readonly string[];
  readonly what: readonly string[];
}

/** A text of the request by which a difference is told apart: which user role, which tenant. */
export interface Split {
  readonly of: 'user role' | 'tenant' | 'audience' | 'name';
  /** What the values are of: one that the example has need not be asked for. */
  readonly text: Text;
  readonly values: readonly SplitValue[];
  /** Words that need not be told when all of them are found: nothing else is possible anyway. */
  readonly usual: readonly string[];
}

interface SplitValue {
  readonly word: string;
  readonly holds: Formula;
}

/** When all the checks allow. */
export function allAllow(checks: readonly Check[]): Formula {
  return and(
    ...checks.map(({ by, caller, request, needed = yes }) =>
      or(not(needed), 'trust' in by ? trusted(by.trust, caller, request) : allowed(by, caller, request)),
    ),
  );
}

/** When the session can be had at all. */
export function opens({ openings }: Side): Formula {
  return openings === null ? yes : or(...openings.map(allAllow));
}
