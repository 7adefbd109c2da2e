import { runStage } from './run-stage.ts';
import { stages, workspaceRules } from './stages.ts';

// `pnpm check`: every stage, a line each, all failures shown before it exits.
let failed = 0;
for (const stage of [...stages(), workspaceRules]) {
  if (process.stdout.isTTY) process.stdout.write(`… ${stage.name}`);
  const result = await runStage(stage);
  process.stdout.write(
    `${process.stdout.isTTY ? '\r\u001b[K' : ''}${result.ok ? '✔' : '✘'} ${stage.name} (${result.milliseconds} ms)\n`,
  );
  if (!result.ok) {
    failed += 1;
    process.stdout.write(`${result.output}\n  → ${stage.advice}\n`);
  }
}
process.exitCode = failed === 0 ? 0 : 1;
