/*
 * The shape of `cases/*.json`: one file a topic. ARNs and keys are written out there, not derived from names.ts, so that a
 * mistake in a name is seen as well. `decidedBy` names what decides: `policy/Sid` for an allow (all of them) or an explicit
 * deny, `policy/Sid missed <condition key or element>` for an implicit deny (the nearest statements; others miss as well).
 */

/** One question to IAM: the caller's own condition keys are added by the runner. */
export interface CaseAsk {
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

interface CaseBase {
  /** A sentence, unique in its file. */
  readonly name: string;
  readonly expect: 'allow' | 'explicit-deny' | 'implicit-deny';
  readonly decidedBy: readonly string[];
  readonly why: string;
  /** Other requests that are decided alike, for the same reason: what each of them replaces. Each is a case of its own. */
  readonly also?: readonly CaseChange[];
}

/** A live session of a tenant role: the role policy and, unless `null`, a session policy. */
export interface SessionCase extends CaseBase {
  readonly session: {
    readonly role: 'reader' | 'writer';
    readonly tags: Readonly<Record<string, string>>;
    /** The role policy replaced by one that allows everything, to see the second fence stand alone. */
    readonly roleAllowsEverything?: boolean;
    readonly sessionPolicy: { readonly tenant: string; readonly service: string | null } | null;
  };
  /** Asked in order, as AWS asks for each item or parameter; the first refusal decides. */
  readonly asks: readonly CaseAsk[];
}

/** An attempt to open a session of a tenant role; `sourceIdentity` is `null` when none is sent. */
export interface TrustCase extends CaseBase {
  readonly role: 'reader' | 'writer';
  readonly assumeRoleTrust: boolean;
  /** `tenant` unless said. */
  readonly attribution?: 'user';
  readonly exchange: TrustExchange;
}

export type TrustExchange = {
  readonly tags: Readonly<Record<string, string>>;
  readonly transitive?: readonly string[];
  readonly sessionName: string;
  readonly sourceIdentity: string | null;
  /** Whether a context assertion is handed in as well (AssumeRole, ProvidedContexts): trusted identity propagation. */
  readonly providesContext?: boolean;
} & (
  | { readonly by: 'token'; readonly provider: string; readonly audience: string }
  | { readonly by: 'role'; readonly arn: string; readonly callerTags: Readonly<Record<string, string>> }
);

/** The service's own task role, or the notifier's role, alone or beside a policy that allows everything. */
export interface TaskCase extends CaseBase {
  /** `task` unless said. */
  readonly role?: 'notifier';
  readonly assumeRoleTrust: boolean;
  readonly alsoAllowedEverything: boolean;
  readonly ask: CaseAsk;
}

/** What the parameter key's own policy says to a caller; an identity policy must allow the call as well. */
export interface KeyCase extends CaseBase {
  readonly caller: { readonly arn: string; readonly tags: Readonly<Record<string, string>> };
  /** The caller has no policy of its own: only a key policy that names it, and not its account, lets it pass. */
  readonly withoutOwnPolicy?: boolean;
  readonly ask: CaseAsk;
}

/** An AWS service that wants to run something as the task role, or as the notifier's. */
export interface ServiceCase extends CaseBase {
  /** `task` unless said. */
  readonly role?: 'notifier';
  readonly service: string;
  /** `sts:AssumeRole` unless said. */
  readonly action?: string;
  readonly context: CaseAsk['context'];
}

/** A live session to whose role everything was allowed by accident, without a session policy: the boundary is what is left. */
export interface BoundaryCase extends CaseBase {
  readonly session: Pick<SessionCase['session'], 'role' | 'tags'>;
  readonly asks: readonly CaseAsk[];
}

/**
 * A live session with all that is deployed around it: role policy, boundary, the session policy unless `null`, and the
 * policy of the table. What is asked of the key is asked of the key's own policy first.
 */
export interface CallCase extends CaseBase {
  readonly session: Omit<SessionCase['session'], 'roleAllowsEverything'>;
  readonly asks: readonly CaseAsk[];
}

/** Who meets a fence: an ARN of a role (then one of its sessions) or user, an AWS service, or the bearer of a token. */
type FenceCaller =
  | { readonly arn: string; readonly tags: Readonly<Record<string, string>> }
  | { readonly service: string }
  | { readonly provider: string; readonly audience: string };

/**
 * Someone whom everything else allows the call, before one fence: the table's policy, or a policy of the organisation beside
 * the one that AWS attaches by itself. For an RCP the resource is open to everyone, as if its own policy had been opened.
 */
export interface FenceCase extends CaseBase {
  /** Said where the answer hangs on it; otherwise both modes must answer alike. */
  readonly assumeRoleTrust?: boolean;
  readonly caller: FenceCaller;
  readonly ask: CaseAsk;
}

/** One file of cases. */
export type CaseFile = { readonly topic: string } & (
  | { readonly kind: 'session'; readonly cases: readonly SessionCase[] }
  | { readonly kind: 'trust'; readonly cases: readonly TrustCase[] }
  | { readonly kind: 'task'; readonly cases: readonly TaskCase[] }
  | { readonly kind: 'key'; readonly cases: readonly KeyCase[] }
  | { readonly kind: 'service'; readonly cases: readonly ServiceCase[] }
  | { readonly kind: 'boundary'; readonly cases: readonly BoundaryCase[] }
  | { readonly kind: 'call'; readonly cases: readonly CallCase[] }
  | { readonly kind: 'table' | 'scp' | 'rcp'; readonly cases: readonly FenceCase[] }
);

export type PolicyCase = CaseFile['cases'][number];

/** What an entry of `also` may replace, of whichever of these the case has. */
export type CaseChange = Partial<CaseAsk> &
  Partial<Pick<TrustExchange, 'providesContext' | 'sessionName' | 'sourceIdentity' | 'tags' | 'transitive'>> & {
    readonly provider?: string;
    readonly audience?: string;
    readonly arn?: string;
    readonly service?: string;
    readonly caller?: FenceCaller;
    readonly decidedBy?: readonly string[];
  };
