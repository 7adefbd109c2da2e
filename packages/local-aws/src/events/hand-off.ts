import type { BusEvent } from './bus-event.ts';
import type { RuleTarget } from './event-rule.ts';
import { HandOffError, type TargetServices } from './target-services.ts';

export interface HandOffOptions {
  readonly services: TargetServices;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly delay: (ms: number) => Promise<void>;
  /** Whether the account is gone: then nothing is tried again. */
  readonly closed: () => boolean;
}

const firstWaitMs = 1_000;
const longestWaitMs = 600_000;

/**
 * Hands an event to a target: EventBridge's part of at-least-once, which ends when the target has accepted it. Tried again
 * with growing waits until the target's retry policy is used up, then sent to its dead-letter queue. Resolves in any case.
 */
export async function handOff(
  event: BusEvent,
  target: RuleTarget,
  ruleArn: string,
  options: HandOffOptions,
): Promise<void> {
  const { now, delay, closed } = options;
  const deadline = now() + target.maximumEventAgeSeconds * 1_000;
  for (let attempts = 0; !closed(); attempts += 1) {
    const error = await attempt(event, target, ruleArn, options.services);
    if (error === null) return;
    const waitMs = Math.min(firstWaitMs * 2 ** attempts, longestWaitMs);
    const exhausted = exhaustedBy(error, target, attempts, now() + waitMs > deadline);
    if (exhausted !== 'no') {
      await toDeadLetters(event, target, ruleArn, error, { condition: exhausted, attempts }, options.services);
      return;
    }
    await delay(waitMs);
  }
}

type Exhausted = 'MaximumRetryAttempts' | 'MaximumEventAgeInSeconds' | null;

/** `no`: there is another attempt. `null`: no policy was used up, but another attempt would be in vain. */
function exhaustedBy(error: HandOffError, target: RuleTarget, attempts: number, tooOld: boolean): Exhausted | 'no' {
  if (!error.retryable) return null;
  if (attempts >= target.maximumRetryAttempts) return 'MaximumRetryAttempts';
  return tooOld ? 'MaximumEventAgeInSeconds' : 'no';
}

async function attempt(
  event: BusEvent,
  target: RuleTarget,
  ruleArn: string,
  services: TargetServices,
): Promise<HandOffError | null> {
  try {
    const body = target.input ?? JSON.stringify(event);
    if (target.arn.includes(':sqs:')) await services.sendMessage(target.arn, body, {}, ruleArn);
    // Parsed anew, so that no target can change what another one gets.
    else await services.invokeAsync(target.arn, JSON.parse(body), ruleArn);
    return null;
  } catch (error) {
    if (error instanceof HandOffError) return error;
    return new HandOffError('INTERNAL_ERROR', 'The target did not take the event.');
  }
}

/** Message and attributes as EventBridge's (EventBridge user guide, "Dead-letter queues"). What fails here is lost. */
async function toDeadLetters(
  event: BusEvent,
  target: RuleTarget,
  ruleArn: string,
  error: HandOffError,
  exhausted: { readonly condition: Exhausted; readonly attempts: number },
  services: TargetServices,
): Promise<void> {
  if (target.deadLetterArn === null) return;
  const attributes = {
    RULE_ARN: ruleArn,
    TARGET_ARN: target.arn,
    ERROR_CODE: error.code,
    ERROR_MESSAGE: error.message,
    RETRY_ATTEMPTS: String(exhausted.attempts),
    ...(exhausted.condition === null ? {} : { EXHAUSTED_RETRY_CONDITION: exhausted.condition }),
  };
  try {
    await services.sendMessage(target.deadLetterArn, JSON.stringify(event), attributes, ruleArn);
  } catch {
    // EventBridge drops it too, and counts InvocationsFailedToBeSentToDlq.
  }
}
