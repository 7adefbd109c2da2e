import type { ContextValue } from '@leasehold/iam-engine';
import type { SessionScope } from '@leasehold/policies';

/** What a failed proof says could happen: one session and one request of it, as concrete as AWS would see them. */
export interface Counterexample {
  readonly theorem: string;
  /** The tenant role whose session it is; `null` when it is none. A role that is asked for is in `ask.resource`. */
  readonly role: 'reader' | 'writer' | null;
  readonly tags: Readonly<Record<string, string>>;
  /** Which session policy was sent along; `null` for a session that a token's holder opened without one. */
  readonly sessionPolicy: SessionScope | null;
  /** Whose session it is; `null` when it is nobody's. */
  readonly tenant: string | null;
  /** Whose data it reaches: another tenant's, the same tenant's where it is about services, or `null` for everybody's. */
  readonly other: string | null;
  /** Which other service of the tenant's it reaches; `null` for the shared configuration, or where it is not about services. */
  readonly otherService: string | null;
  readonly ask: {
    readonly action: string;
    readonly resource: string;
    readonly context: Readonly<Record<string, ContextValue>>;
  };
}

/** A counterexample that no client could send to AWS, so that nothing can be shown: the prover must name a real request. */
export class NoSuchRequestError extends Error {
  readonly code = 'no-such-request';

  constructor(counterexample: Counterexample, why: string) {
    super(`no request is like this: ${why}: ${JSON.stringify(counterexample.ask)}`);
  }
}
