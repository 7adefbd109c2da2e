import { createInterface } from 'node:readline';
import { runSimulation } from '@cloud-copilot/iam-simulate';

// The oracle's own process: a line of JSON in, an array of simulations; a line out, an array of answers in the same order.
// An answer is the oracle's result, or `error: …` with what it says against the question.
for await (const line of createInterface({ input: process.stdin })) {
  const questions: Parameters<typeof runSimulation>[0][] = JSON.parse(line);
  const answers: string[] = [];
  for (const question of questions) answers.push(await answer(question));
  process.stdout.write(`${JSON.stringify(answers)}\n`);
}

async function answer(question: Parameters<typeof runSimulation>[0]): Promise<string> {
  try {
    const result = await runSimulation(question, { simulationMode: 'Strict' });
    return result.resultType === 'error' ? `error: ${JSON.stringify(result.errors)}` : result.overallResult;
  } catch (error) {
    return `error: ${String(error)}`;
  }
}
