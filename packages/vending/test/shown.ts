import { inspect } from 'node:util';

/** Everything a log could make of a thrown value, causes and hidden members included. */
export function shown(thrown: unknown): string {
  return `${inspect(thrown, { depth: 20, showHidden: true, getters: true })} ${JSON.stringify(thrown)} ${String(thrown)}`;
}

/** What `promise` rejects with. @throws when it does not. */
export async function thrownBy(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
