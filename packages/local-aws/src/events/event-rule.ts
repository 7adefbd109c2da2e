import type { Lane } from '../deliveries/lane.ts';
import type { EventPattern } from './pattern.ts';

/** Whether a rule's pattern is asked at all. */
export type RuleState = 'ENABLED' | 'DISABLED';

/** What a rule is made of, as its maker gives it. */
export interface RuleContent {
  readonly name: string;
  /** JSON text. */
  readonly patternText: string;
  readonly state: RuleState;
  readonly description: string | null;
}

/** Where a rule sends what it matches. */
export interface RuleTarget {
  readonly id: string;
  /** A Lambda function or an SQS queue of this account. */
  readonly arn: string;
  /** JSON text sent in place of the event; `null`: the event itself. */
  readonly input: string | null;
  /** 0-185. */
  readonly maximumRetryAttempts: number;
  /** Seconds, 60-86,400. */
  readonly maximumEventAgeSeconds: number;
  /** ARN of the queue for what could not be handed off; `null`: it is dropped. */
  readonly deadLetterArn: string | null;
}

/** EventBridge's own retry policy for a target that names none (EventBridge user guide, "Retry policy"). */
export const defaultRetryPolicy = { maximumRetryAttempts: 185, maximumEventAgeSeconds: 86_400 } as const;

/** A target that gets the event itself, under EventBridge's own retry policy. */
export function plainTarget(id: string, arn: string): RuleTarget {
  return { id, arn, input: null, ...defaultRetryPolicy, deadLetterArn: null };
}

/** A rule on the default bus. */
export interface EventRule extends RuleContent {
  readonly arn: string;
  readonly pattern: EventPattern;
  /** By id. */
  readonly targets: ReadonlyMap<string, { readonly target: RuleTarget; readonly lane: Lane }>;
}
