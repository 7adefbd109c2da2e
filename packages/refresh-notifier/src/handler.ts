import { composeNotifier } from './compose.ts';
import type { RefreshNotifier } from './refresh-notifier.ts';
import { readSettings } from './settings.ts';

/** What this needs of the context that Lambda hands to a handler. */
interface LambdaContext {
  getRemainingTimeInMillis(): number;
}

/** Kept over invocations, with its connections and its token. */
let notifier: RefreshNotifier | undefined;

/**
 * The entry point of the function, for both of its sources: the table's stream, by an event source mapping, and Parameter Store's
 * events, by EventBridge. What it throws makes Lambda try again, and hand the event over in the end.
 */
export async function handler(
  event: unknown,
  context: LambdaContext,
): Promise<{ readonly batchItemFailures: readonly [] }> {
  notifier ??= composeNotifier(readSettings(process.env));
  await notifier.notify(event, context.getRemainingTimeInMillis());
  // With ReportBatchItemFailures, nothing that failed; whoever else invokes it does not look.
  return { batchItemFailures: [] };
}
