/** Shrinking a counterexample takes real calls: after so long fast-check shows the smallest it has. */
export const bounded = { interruptAfterTimeLimit: 20_000 } as const;
