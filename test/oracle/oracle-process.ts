import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Pair } from './pair.ts';
import { toOracle } from './simulation.ts';
import type { Verdict } from './verdict.ts';

/** The oracle's answer, or what it says against the question. */
export type OracleVerdict = Verdict | { readonly error: string };

export interface Oracle {
  /** Answers in the order of the pairs. @throws Error when the process ended */
  ask(pairs: readonly Pair[]): Promise<readonly OracleVerdict[]>;
  close(): Promise<void>;
}

const verdicts: Readonly<Record<string, Verdict>> = {
  Allowed: 'allow',
  ExplicitlyDenied: 'explicit-deny',
  ImplicitlyDenied: 'implicit-deny',
};

/**
 * Starts the oracle in a process of its own and talks to it in lines of JSON: its licence (AGPL) and its mistakes stay there.
 * The zone is UTC, since the oracle reads times without one by the machine's.
 */
export function startOracle(): Oracle {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'child.ts')], {
    env: { ...process.env, TZ: 'UTC' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let last: Promise<unknown> = Promise.resolve();
  const exchange = async (line: string): Promise<readonly string[]> => {
    child.stdin.write(`${line}\n`);
    const reply = await lines.next();
    if (reply.done === true) throw new Error('the oracle ended before it answered');
    return JSON.parse(reply.value) as readonly string[];
  };
  return {
    async ask(pairs) {
      const line = JSON.stringify(pairs.map(toOracle));
      const answers = last.then(() => exchange(line));
      last = answers.catch(() => undefined);
      return (await answers).map((text) => verdicts[text] ?? { error: text });
    },
    async close() {
      await last;
      const ended = once(child, 'exit');
      child.stdin.end();
      await ended;
    },
  };
}
