import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brokenSets } from '../broken/broken-sets.ts';
import { PolicyError } from '../policy-error.ts';
import type { DocumentName, PolicySet } from '../policy-set.ts';
import { documentsFolder } from '../review/rendered/documents-folder.ts';
import { modeSet, type RenderedMode, renderedModes } from '../review/rendered/rendered-files.ts';
import { reachSentence } from '../review/sentence/reach-sentence.ts';
import { requestSentence } from '../review/sentence/request-sentence.ts';
import { askedTheorems } from './asked-theorems.ts';
import type { Counterexample } from './counterexample.ts';
import { knownTheorems, proveSet } from './prove-set.ts';
import type { TheoremResult } from './prove-theorem.ts';
import { no } from './smt/formula.ts';
import { scriptOf } from './smt/script.ts';

export interface ProveRequest {
  /** One mode; both when left out. */
  readonly mode?: RenderedMode;
  readonly theorems?: readonly string[];
  /** A set of `policies/broken` instead of the documents as shipped. */
  readonly broken?: string;
  /** A folder of rendered documents, such as `policies/rendered`, instead of the documents as shipped. */
  readonly documents?: string;
  readonly json?: boolean;
  /** Where every question goes as an SMT-LIB file, so that another solver can be asked. */
  readonly smt2?: string;
}

export interface ProveOutput {
  readonly print: (line: string) => void;
  /** Called with the state so far, often; left out where nobody is watching. */
  readonly progress?: (state: string) => void;
}

/** There is no broken set of this name. */
class UnknownBrokenSetError extends PolicyError {
  readonly code = 'unknown-broken-set';

  constructor(name: string) {
    super(
      `there is no broken set "${name}"; they are: ${brokenSets()
        .map((one) => one.name)
        .join(', ')}`,
    );
  }
}

interface NamedSet {
  readonly name: string;
  /** Of a broken set: the slip. */
  readonly why?: string;
  readonly set: PolicySet;
  /** Documents that a folder does not have. */
  readonly missing?: readonly DocumentName[];
}

/**
 * `policies prove`: a line a theorem, and for one that fails the request that shows it. Answers with the exit status: 0
 * when everything is proved, 1 when anything is refuted or could not be decided. Of a folder without the organisation's
 * policies, which are only offered, theirs are not asked unless they are named.
 * @throws UnknownBrokenSetError, UnknownTheoremError, NoDocumentsError, UnreadableDocumentError, UnreadableDeploymentError, DeploymentGrammarError
 */
export async function proveCommand(request: ProveRequest, { print, progress }: ProveOutput): Promise<0 | 1> {
  knownTheorems(request.theorems);
  const told: { readonly set: string; readonly results: readonly TheoremResult[] }[] = [];
  for (const { name, why, set, missing = [] } of setsOf(request)) {
    const { only, notAttached } = askedTheorems(request.theorems, missing);
    if (request.json !== true) {
      print(`${name}:`);
      if (why !== undefined) print(`  ${why}`);
      for (const theorem of notAttached) print(`  not attached, so not asked: ${theorem.name} (${theorem.offered})`);
    }
    const files = request.smt2 === undefined ? null : new Smt2Files(join(request.smt2, name.replaceAll(' ', '-')));
    const results = await proveSet(set, {
      only,
      onQuestion: (theorem, question, number) => {
        if (number % 10 === 0) progress?.(`${theorem.name}: question ${number}`);
        if (question.violation !== no)
          files?.write(theorem.name, question.about, scriptOf(question.unknowns, question.violation));
      },
      onResult: (result) => {
        if (request.json !== true) for (const line of linesOf(result, set)) print(line);
      },
    });
    told.push({ set: name, results });
  }
  if (request.json === true) print(JSON.stringify(told, null, 2));
  const all = told.flatMap(({ results }) => results);
  const proved = all.filter(({ status }) => status === 'proved').length;
  const seconds = all.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / 1000;
  if (request.json !== true) print(`${proved} of ${all.length} theorems proved, in ${seconds.toFixed(1)} s`);
  return proved === all.length ? 0 : 1;
}

function setsOf({ mode, broken, documents }: ProveRequest): readonly NamedSet[] {
  if (broken !== undefined) {
    const found = brokenSets().find(({ name }) => name === broken);
    if (found === undefined) throw new UnknownBrokenSetError(broken);
    return [{ name: `${broken} (${found.about.mode})`, why: found.about.why, set: found.set }];
  }
  const modes = renderedModes.filter((one) => mode === undefined || one === mode);
  if (documents === undefined) return modes.map((name) => ({ name, set: modeSet(name) }));
  return documentsFolder(documents, modes).map(({ mode: name, set, missing }) => ({
    name: missing.length === 0 ? name : `${name}, without ${missing.join(', ')}`,
    set,
    missing,
  }));
}

function linesOf(result: TheoremResult, { deployment }: PolicySet): readonly string[] {
  const { theorem, status, questions, solved, milliseconds, counterexample, unanswered = [], says } = result;
  const time = `${(milliseconds / 1000).toFixed(1)} s`;
  const line = `  ${status.padEnd(7)} ${theorem} (${questions} questions, ${solved} for the solver, ${time})`;
  if (status === 'proved') return [line];
  return [
    line,
    `          ${says}`,
    ...(counterexample === undefined ? [] : counterexampleLines(counterexample, deployment)),
    ...unanswered.map((what) => `          not decided: ${what}`),
  ];
}

function counterexampleLines(counterexample: Counterexample, deployment: PolicySet['deployment']): readonly string[] {
  const { ask, role, tags, sessionPolicy, decision } = counterexample;
  const by =
    decision.effect === 'allow'
      ? `allowed by ${decision.allowedBy.map(({ policy, sid }) => `${policy}/${sid ?? 'a statement without Sid'}`).join(' and ')}`
      : decision.effect;
  const reach = reachSentence(counterexample);
  return [
    ...(reach === null ? [] : [`          ${reach}`]),
    ...(role === null || ask.action.startsWith('sts:')
      ? []
      : [`          ${requestSentence({ role, tags, sessionPolicy, ask }, deployment)}`]),
    `          action   ${ask.action}`,
    `          resource ${ask.resource}`,
    ...Object.entries(ask.context).map(([key, value]) => `          ${key} = ${JSON.stringify(value)}`),
    `          the policy engine agrees: ${by}`,
  ];
}

/** One file a question, numbered in the order asked. */
class Smt2Files {
  readonly #folder: string;
  #count = 0;

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  write(theorem: string, about: string, script: string): void {
    this.#count += 1;
    const name = `${String(this.#count).padStart(4, '0')}-${theorem.replaceAll(/[^a-z0-9]+/gi, '-')}.smt2`;
    const head = `; ${theorem}\n; ${about.replaceAll('\n', ' ')}\n; unsat: it cannot happen\n(set-logic ALL)\n`;
    writeFileSync(join(this.#folder, name), `${head}${script}(check-sat)\n`);
  }
}
