import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Counterexample } from './counterexample.ts';

export interface Proof {
  readonly exitCode: number;
  readonly status: string;
  readonly counterexample: Counterexample | undefined;
}

const main = fileURLToPath(new URL('../../policies/src/main.ts', import.meta.url));

/** `policies prove` as a person runs it, for one theorem of one broken set. Rejects when it prints no result. */
export function prove(broken: string, theorem: string): Promise<Proof> {
  return new Promise((resolve, reject) => {
    const asked = ['prove', '--broken', broken, '--theorem', theorem, '--json'];
    execFile(process.execPath, [main, ...asked], (error, stdout, stderr) => {
      try {
        const [set] = JSON.parse(stdout) as [{ readonly results: readonly [Omit<Proof, 'exitCode'>] }];
        const [{ status, counterexample }] = set.results;
        resolve({ exitCode: error === null ? 0 : Number(error.code), status, counterexample });
      } catch {
        reject(new Error(`policies prove printed no result: ${stderr || stdout}`));
      }
    });
  });
}
