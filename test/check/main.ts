import { runStage } from './run-stage.ts';
import { stages } from './stages.ts';

// `pnpm check`: every stage, a line each, all failures shown before it exits.
let failed = 0;
for (const stage of stages()) {
  process.stdout.write(`… ${stage.name}`);
  const result = await runStage(stage);
  process.stdout.write(`\r${result.ok ? '✔' : '✘'} ${stage.name} (${result.milliseconds} ms)\n`);
  if (!result.ok) {
    failed += 1;
    process.stdout.write(`${result.output}\n  → ${stage.advice}\n`);
  }
}
process.exitCode = failed === 0 ? 0 : 1;
