/** Faults that need no more than their name. */
export type FaultKind =
  /** The service's own code: STS's `Throttling`, 400, "Rate exceeded". */
  | 'throttle'
  | 'internal-error'
  | 'service-unavailable'
  /** STS's refusals that no request of ours brings about here. */
  | 'packed-policy-too-large'
  | 'region-disabled'
  | 'idp-unreachable'
  /** The connection drops before anything is done. */
  | 'reset'
  /** The call takes effect, then the connection drops: the client cannot know. */
  | 'reset-after'
  /** The call is answered late. */
  | 'delay'
  | DamageKind
  /** A session that was over a minute before it was opened, and an `Expiration` that says so. */
  | 'expired-credentials';

/** The call takes effect and succeeds, but what comes of its reply is not what AWS sends. */
export type DamageKind =
  /** Half of the body, as if that were all of it. */
  | 'truncated-reply'
  /** Half of the body, then the connection drops. */
  | 'cut-off-reply'
  /** A web page with status 200, as a proxy or a captive portal sends it. */
  | 'html-reply'
  /** Status 200 and nothing else. */
  | 'empty-reply'
  /** Well-formed, but without `Credentials`; of another service's reply, nothing is left. */
  | 'hollow-reply'
  /** Well-formed, with `Credentials` whose every text is empty. */
  | 'blank-credentials';

export type Fault =
  | {
      readonly kind: FaultKind;
      /** For `delay`: milliseconds, at most a minute. */
      readonly ms?: number;
    }
  /** A session that ends after `seconds`, 1-43,200, though a longer one was asked for. Never a longer one than that. */
  | { readonly kind: 'short-credentials'; readonly seconds: number }
  /** Any error, 400-599, in the words of the service's protocol. */
  | { readonly kind: 'error'; readonly code: string; readonly status: number; readonly message?: string };

/** @throws RangeError for a fault that could not be shown. */
export function checkFault(fault: Fault): void {
  switch (fault.kind) {
    case 'short-credentials':
      if (!(fault.seconds >= 1 && fault.seconds <= 43_200)) throw new RangeError('seconds: from 1 to 43,200');
      return;
    case 'error':
      if (!/^[A-Za-z0-9.]{1,128}$/.test(fault.code)) throw new RangeError('code: letters, digits and dots');
      if (!(fault.status >= 400 && fault.status <= 599)) throw new RangeError('status: from 400 to 599');
      return;
    default:
      if (!((fault.ms ?? 0) >= 0 && (fault.ms ?? 0) <= 60_000)) throw new RangeError('ms: from 0 to 60,000');
  }
}

/** How long a session lives at most that is opened under this fault, in seconds; `null` when as long as it was asked for. */
export function sessionSecondsUnder(fault: Fault | null): number | null {
  if (fault?.kind === 'short-credentials') return fault.seconds;
  return fault?.kind === 'expired-credentials' ? -60 : null;
}
