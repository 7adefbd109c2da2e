import { setImmediate as nextTurn } from 'node:timers/promises';

/** Lets everything run that is due in so many turns of the event loop: no time has to pass for it. */
export async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await nextTurn();
}
