import { caseDeployment } from '../cases/case-documents.ts';
import { policySet } from '../policy-set.ts';
import { mutationLines } from './mutation-lines.ts';
import { type MutationOptions, runMutation } from './run-mutation.ts';

/** Where the command writes: lines, and on a terminal one line that is written over. */
export interface MutateOutput {
  readonly print: (line: string) => void;
  /** Called with the state so far, often; left out where nobody is watching. */
  readonly progress?: (state: string) => void;
}

/**
 * `policies mutate`: mutates the documents in both modes of the deployment, and prints a table of what told the mutants
 * apart. Answers with the exit status: 1 when a mutant survives, or the list of equivalents is out of date.
 */
export async function mutateCommand(
  { print, progress }: MutateOutput,
  options: Omit<MutationOptions, 'onJudged'> = {},
): Promise<0 | 1> {
  const sets = [policySet(caseDeployment(false)), policySet(caseDeployment(true))];
  let seen = 0;
  let surviving = 0;
  const result = await runMutation(sets, {
    ...options,
    onJudged: ({ mutant, fate }) => {
      seen += 1;
      if (fate === 'surviving') surviving += 1;
      if (seen % 50 === 0) progress?.(`${seen} mutants, ${surviving} surviving: ${mutant.document}/${mutant.sid}`);
    },
  });
  for (const line of mutationLines(result)) print(line);
  return result.stale.length === 0 && result.judged.every(({ fate }) => fate !== 'surviving') ? 0 : 1;
}
