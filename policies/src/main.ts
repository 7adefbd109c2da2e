/*
 * For a reviewer: what the policies say, proved, decided case by case, linted, mutated and written up. No network, no AWS
 * account. `npx -y pnpm@12 policies --help`
 */
import { Command, CommanderError, Option } from 'commander';
import { casesCommand } from './cases/cases-command.ts';
import { failedCases } from './cases/failed-cases.ts';
import { compareOnce } from './compare/compare-once.ts';
import { lintCommand } from './lint/lint-command.ts';
import { mutateCommand } from './mutation/mutate-command.ts';
import { runMutation } from './mutation/run-mutation.ts';
import { PolicyError } from './policy-error.ts';
import type { PolicySet } from './policy-set.ts';
import { ProgressLine } from './progress-line.ts';
import { proveCommand } from './proof/prove-command.ts';
import { proveSet } from './proof/prove-set.ts';
import type { TheoremResult } from './proof/prove-theorem.ts';
import { type RenderRequest, renderCommand } from './review/rendered/render-command.ts';
import { modeSet, type RenderedMode, renderedModes } from './review/rendered/rendered-files.ts';
import { reviewCommand } from './review/review-command.ts';

const folder = new URL('..', import.meta.url).pathname;
const progressLine = new ProgressLine();
const progress = (state: string): void => progressLine.show(state);
const print = (line: string): void => {
  progressLine.clear();
  console.log(line);
};

// Whoever reads only the beginning of the output has seen what they wanted.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(1);
});

const program = new Command('policies').description('The policies of Leasehold, for a security review');

program
  .command('prove')
  .description(
    'prove for all tenants, services, keys and actions what the policies promise; exit 1 when anything is not proved',
  )
  .addOption(new Option('--mode <mode>', 'one way of opening sessions instead of both').choices(renderedModes))
  .option('--theorem <name...>', 'some of the theorems instead of all')
  .option('--broken <name>', 'a set of policies/broken, to see the proof fail')
  .option(
    '--documents <folder>',
    'a folder of documents laid out as policies/rendered, instead of those of this revision',
  )
  .option('--smt2 <folder>', 'also write every question as SMT-LIB, for another solver')
  .option('--json', 'print the results as JSON')
  .action(async ({ theorem, ...options }) => {
    const request = { ...options, ...(theorem === undefined ? {} : { theorems: theorem }) };
    process.exitCode = await proveCommand(request, { print, progress });
  });

program
  .command('cases')
  .description('decide every case of policies/cases and say which statement decided it')
  .action(() => {
    process.exitCode = casesCommand(print);
  });

program
  .command('lint')
  .description('look for what reviewers look for: budgets, wildcards, guards, variables')
  .action(() => {
    process.exitCode = lintCommand(print);
  });

program
  .command('mutate')
  .description('break every line of every document in turn, and see that a case or the proof tells')
  .action(async () => {
    process.exitCode = await mutateCommand({ print, progress }, { prove: wholeProof });
  });

program
  .command('render')
  .description('write every document: of the sample deployment to policies/rendered, or of yours to a folder')
  .option('--deployment <file>', 'names of a deployment, as in policies/rendered/web-identity/deployment.json')
  .option('--out <folder>', 'where to, with --deployment')
  .action((options: RenderRequest) => {
    renderCommand(options, `${folder}rendered`, print);
  });

program
  .command('review')
  .description('write the review pack: HTML, JSON and SARIF')
  .option('--base <revision>', 'a git revision to compare with')
  .option('--out <folder>', 'where to', '.leasehold/review')
  .action(async ({ base = null, out }: { readonly base?: string | null; readonly out: string }) => {
    const parts = {
      prove: (set: PolicySet, mode: RenderedMode) =>
        proveSet(set, {
          onQuestion: ({ name }, _question, number) => progress(`${mode}: ${name}, question ${number}`),
        }),
      cases: failedCases,
      mutate: () =>
        runMutation(renderedModes.map(modeSet), { onJudged: ({ mutant }) => progress(`mutant of ${mutant.document}`) }),
      compare: (from: PolicySet, now: PolicySet, mode: RenderedMode) =>
        compareOnce(from, now, { onQuestion: (number) => progress(`${mode}: comparing, question ${number}`) }),
    };
    process.exitCode = await reviewCommand({ repository: folder, out, base, made: new Date() }, parts, print);
  });

// Before the commands' own options are read: each inherits it only if it is asked.
for (const command of [program, ...program.commands]) command.exitOverride();

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    // It has told the reason itself. Asking for help is no mistake; a wrong option is not a refuted theorem.
    process.exit(error.exitCode === 0 ? 0 : 2);
  }
  // What the reviewer asked for is not there, or cannot be read: the message says which; a stack would not help.
  if (!(error instanceof PolicyError)) throw error;
  progressLine.clear();
  console.error(error.message);
  process.exitCode = 2;
}

async function wholeProof(set: PolicySet): Promise<TheoremResult['status']> {
  const statuses = (await proveSet(set)).map(({ status }) => status);
  if (statuses.includes('refuted')) return 'refuted';
  return statuses.includes('unknown') ? 'unknown' : 'proved';
}
