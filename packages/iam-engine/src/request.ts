/** Who makes a request, as the `Principal` element of a trust or resource policy sees it. */
export type Principal =
  /** `arn` is the caller's own; for a role session also `sessionOf`, the ARN of its role, since either may be named. */
  | { readonly type: 'AWS'; readonly arn: string; readonly account: string; readonly sessionOf?: string }
  | { readonly type: 'Federated'; readonly provider: string }
  | { readonly type: 'Service'; readonly service: string }
  | { readonly type: 'Anonymous' };

/** A string is single-valued; an array is multi-valued and may be empty. An absent key is absent, not empty. */
export type ContextValue = string | readonly string[];

/** One authorization question. */
export interface AuthorizationRequest {
  readonly principal: Principal;
  /** `service:Action`, compared without regard to case. */
  readonly action: string;
  /** The full ARN acted on, or `*` where the action has no resource. Case-sensitive. */
  readonly resource: string;
  /** Condition keys in their documented spelling (`aws:PrincipalTag/TenantId`); compared without regard to case. */
  readonly context: Readonly<Record<string, ContextValue>>;
}
