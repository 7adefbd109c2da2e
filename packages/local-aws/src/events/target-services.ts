/** The services a rule can have targets in. What they throw is retried, unless it is a HandOffError that says no. */
export interface TargetServices {
  /** Accepts the event for asynchronous invocation of a function, for the rule of that ARN. */
  invokeAsync(functionArn: string, event: unknown, ruleArn: string): void | Promise<void>;
  /** Puts a message into a queue, with text attributes, for the rule of that ARN. */
  sendMessage(
    queueArn: string,
    body: string,
    attributes: Readonly<Record<string, string>>,
    ruleArn: string,
  ): void | Promise<void>;
}

/** Why a target did not take an event, by the codes of EventBridge's dead-letter queues. */
export type HandOffErrorCode = 'NO_PERMISSIONS' | 'NO_RESOURCE' | 'SDK_CLIENT_ERROR' | 'THROTTLING' | 'INTERNAL_ERROR';

const retried: ReadonlySet<HandOffErrorCode> = new Set(['SDK_CLIENT_ERROR', 'THROTTLING', 'INTERNAL_ERROR']);

export class HandOffError extends Error {
  readonly code: HandOffErrorCode;

  constructor(code: HandOffErrorCode, message: string) {
    super(message);
    this.name = 'HandOffError';
    this.code = code;
  }

  /** A target that is not there, or not allowed, is not tried again (EventBridge user guide, "Dead-letter queues"). */
  get retryable(): boolean {
    return retried.has(this.code);
  }
}
