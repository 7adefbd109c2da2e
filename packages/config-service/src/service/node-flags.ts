/**
 * What `node` may be started with for an instance that is short of memory and holds very many sessions. V8 lets the young generation grow
 * with the machine's memory, to 128 MiB when sessions are opened by the thousands, and gives none of it back; with semi-spaces of
 * 4 MiB it takes 8. It collects more often for that, and a cached read takes more CPU, so nothing is started with it unasked.
 */
export const smallMemoryFlags: readonly string[] = ['--max-semi-space-size=4'];
