/** Runs `work` once, `ms` from now, and answers how to call it off. */
export type Schedule = (ms: number, work: () => void) => () => void;

/** Real time. Its timers keep no process alive. */
export const schedule: Schedule = (ms, work) => {
  const timer = setTimeout(work, ms);
  timer.unref();
  return () => clearTimeout(timer);
};
