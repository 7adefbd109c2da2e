import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { root, type Stage } from './stages.ts';

export interface StageResult {
  readonly ok: boolean;
  /** What it printed, standard output and error together. */
  readonly output: string;
  readonly milliseconds: number;
}

/** Runs one stage with the workspace's own tools first on PATH. */
export async function runStage(stage: Stage): Promise<StageResult> {
  const started = performance.now();
  const path = [join(stage.cwd, 'node_modules', '.bin'), join(root, 'node_modules', '.bin'), process.env['PATH']];
  const child = spawn(stage.command, stage.args, {
    cwd: stage.cwd,
    env: { ...process.env, PATH: path.join(delimiter) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      output += text;
    });
  }
  const ok = await new Promise<boolean>((resolve) => {
    child.once('error', (error) => {
      output += error.message;
      resolve(false);
    });
    child.once('close', (code) => resolve(code === 0));
  });
  return { ok, output, milliseconds: Math.round(performance.now() - started) };
}
