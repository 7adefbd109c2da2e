/**
 * What `node` is started with for this service, wherever it runs: `start`, `bench`, a container's command. V8 lets the young
 * generation grow with the machine's memory, to 128 MiB when sessions are opened by the thousands, and gives none of it back;
 * with semi-spaces of 4 MiB it takes 8, and a call takes no more CPU.
 */
export const nodeFlags: readonly string[] = ['--max-semi-space-size=4'];
