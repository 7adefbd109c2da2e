import type { ContextValue, Policy } from '@leasehold/iam-engine';

/** A caller whose signature has been verified (or `anonymous`, for the operations AWS lets through unsigned). */
export type Caller =
  | { readonly type: 'user'; readonly arn: string; readonly userId: string; readonly accessKeyId: string }
  | RoleSession
  | { readonly type: 'anonymous' };

/** A live session of a role, as its temporary credentials name it. */
export interface RoleSession {
  readonly type: 'session';
  /** `arn:aws:sts::<account>:assumed-role/<role>/<session name>`. */
  readonly arn: string;
  readonly roleArn: string;
  readonly roleName: string;
  readonly sessionName: string;
  /** `<role id>:<session name>`. */
  readonly userId: string;
  readonly accessKeyId: string;
  readonly sourceIdentity: string | null;
  readonly tags: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** One thing a caller wants to do, in IAM's terms. The caller's own context keys are added by the endpoint. */
export interface Ask {
  /** `service:Action`. */
  readonly action: string;
  /** Full ARN, or `*` where the action has none. */
  readonly resource: string;
  /** How a refusal names the resource where that is not its ARN alone: IAM writes `policy arn:…` and `role <name>` (?). */
  readonly shownAs?: string;
  /** Request-specific condition keys: `dynamodb:LeadingKeys`, `kms:ViaService`, … */
  readonly context?: Readonly<Record<string, ContextValue>>;
  /** The policies attached to the resource itself, such as a KMS key's. Absent: the resource has none. */
  readonly resourcePolicies?: readonly Policy[];
  /**
   * KMS's rule: what the caller's own policies allow counts only if the resource's policy allows it too, to the caller
   * or to the caller's account.
   */
  readonly resourcePolicyMustAllow?: boolean;
  /** The trust policy of the role asked for, which must allow whatever the caller's own policies say. STS alone uses it. */
  readonly trust?: Policy;
}

/** One request on its way through a service. */
export interface AwsCall {
  readonly operation: string;
  /** The parsed body: JSON, or the form fields of a query-protocol service. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly caller: Caller;
  readonly requestId: string;
  /** Milliseconds since the epoch, by the embedded AWS's clock. */
  readonly now: number;
  /**
   * Asks IAM. Every ask is kept with the call's event, allowed or not.
   * @throws AwsError AccessDenied in the service's own code, naming caller, action, resource and the kind of policy.
   */
  authorize(ask: Ask): void;
  /** What the call's CloudTrail record will show beyond caller, time and error; set by the service, values left out. */
  readonly event: EventDetails;
  /** Records what the service did at another service in the caller's name, which AWS shows as an event of its own. */
  recordAlso(further: FurtherEvent): void;
  /** Seconds that a session opened by this call lives at most, whatever it asks for; `null` but for a fault. */
  readonly sessionSecondsAtMost: number | null;
  /** The request-wide condition keys, where a service decides for a principal that is not the caller: STS, for a token. */
  readonly requestKeys: Readonly<Record<string, ContextValue>>;
}

/** A call one service made at another in the caller's name: KMS's Decrypt, when Parameter Store opens a SecureString. */
export interface FurtherEvent {
  /** For example `kms.amazonaws.com`. */
  readonly eventSource: string;
  readonly eventName: string;
  /** The calling service, CloudTrail's `sourceIPAddress` and `userAgent` of such an event: `ssm.amazonaws.com`. */
  readonly invokedBy: string;
  readonly details: EventDetails;
  /** `null` when it succeeded. */
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** The parts of a CloudTrail record that only the service knows. */
export interface EventDetails {
  requestParameters: Readonly<Record<string, unknown>> | null;
  responseElements: Readonly<Record<string, unknown>> | null;
  resources: readonly { readonly type: string; readonly ARN: string }[];
  readOnly: boolean;
  /** DynamoDB item calls are data events; all else here is a management event. */
  category: 'Management' | 'Data';
  /** CloudTrail's `userIdentity` where it is not the caller: the verified holder of a token that asks for a session. */
  userIdentity?: Readonly<Record<string, unknown>>;
}

/** One embedded AWS service behind the endpoint. */
export interface AwsService {
  /** The signing name: `sts`, `iam`, `dynamodb`, `ssm`, `cloudtrail`. */
  readonly signingName: string;
  /** Of a global service, the region its calls are signed for and recorded in. */
  readonly globalRegion?: string;
  /** CloudTrail's `eventSource`, for example `dynamodb.amazonaws.com`. */
  readonly eventSource: string;
  /** The code this service gives for an IAM refusal: `AccessDeniedException`, or `AccessDenied` for STS. */
  readonly accessDeniedCode: string;
  /** Answers one call with the reply's body, or throws AwsError. Unknown operations are refused as AWS refuses them. */
  handle(call: AwsCall): Promise<Readonly<Record<string, unknown>>>;
  /** Writes what must survive a restart and releases what the service holds. */
  close(): Promise<void>;
}
