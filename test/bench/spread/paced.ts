import { setTimeout as wait } from 'node:timers/promises';

/**
 * Begins `count` pieces of work, `perSecond` a second on average and at irregular times as strangers do, whether those before are
 * done or not. @throws what the first piece that failed threw
 */
export async function paced(
  plan: { readonly count: number; readonly perSecond: number; readonly random: () => number },
  work: (index: number) => Promise<void>,
): Promise<void> {
  const all: Promise<void>[] = [];
  let failure: unknown;
  let dueAt = performance.now();
  for (let index = 0; index < plan.count && failure === undefined; index += 1) {
    // Exponential gaps: arrivals that know nothing of each other.
    dueAt += (-Math.log(1 - plan.random()) * 1_000) / plan.perSecond;
    const ahead = dueAt - performance.now();
    if (ahead > 1) await wait(ahead);
    all.push(
      work(index).catch((error: unknown) => {
        failure ??= error;
      }),
    );
  }
  await Promise.all(all);
  if (failure !== undefined) throw failure;
}
