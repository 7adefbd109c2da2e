/** What a failure of an STS call means, by its class. */
export type FailureMeaning =
  | { readonly class: 'token'; readonly why: string }
  | { readonly class: 'denied'; readonly why: string }
  | {
      readonly class: 'recoverable';
      readonly why: string;
      readonly retryAfterMs: number;
      /** The endpoint's own making: it counts for the endpoint's circuit breaker, and another endpoint may do. */
      readonly endpointAtFault: boolean;
    }
  | { readonly class: 'fault'; readonly why: string };

const token = (why: string): FailureMeaning => ({ class: 'token', why });
const fault = (why: string): FailureMeaning => ({ class: 'fault', why });
const recoverable = (retryAfterMs: number, why: string): FailureMeaning => ({
  class: 'recoverable',
  why,
  retryAfterMs,
  endpointAtFault: false,
});
const brokenEndpoint = (why: string): FailureMeaning => ({
  class: 'recoverable',
  why,
  retryAfterMs: 2_000,
  endpointAtFault: true,
});

/** Every meaning there is; the table of failures names one for each code. `why` goes to the log, never AWS's own text. */
export const failureMeanings = {
  badToken: token('STS does not accept the token'),
  otherAudience: token('its audience is not registered at the IAM OIDC provider'),
  denied: { class: 'denied', why: 'AWS refuses this tenant and role a session' },
  /**
   * Not the endpoint's making: it answers, and promptly. Opening its breaker would cut off every tenant for what fewer
   * calls mend, and asking the other region would only spend that one's quota as well.
   */
  throttled: recoverable(1_000, 'AWS throttles the account'),
  unreachableKeys: recoverable(2_000, "STS cannot fetch the issuer's keys"),
  /** The provider chain will fetch others. */
  ownCredentials: recoverable(5_000, "the service's own credentials are missing, expired or not accepted"),
  /** The client has taken the difference over from the answer's Date, and signs the next call by it. */
  clock: recoverable(1_000, "this machine's clock is off"),
  down: brokenEndpoint('STS is down'),
  unreachable: brokenEndpoint('STS cannot be reached'),
  slow: brokenEndpoint('STS did not answer in time'),
  garbled: brokenEndpoint('the answer is not what STS sends'),
  policy: fault('STS cannot read the session policy'),
  tooLarge: fault('session policy and tags exceed what STS packs into a session'),
  region: fault('STS is not activated in this region for the account'),
  unregisteredIssuer: fault('the token issuer is not registered as an IAM OIDC provider'),
  subscription: fault('the account is not subscribed to STS, or is suspended'),
  request: fault('STS rejects the request: check role names and the session duration'),
  /** A code of the other operation, or about a signature on a call that has none. */
  unexpected: fault('STS answers with what it never says to this call'),
} as const satisfies Readonly<Record<string, FailureMeaning>>;

export type FailureMeaningName = keyof typeof failureMeanings;
